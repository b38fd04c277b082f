/** Returns 0 if the response has no `Retry-After` header in seconds. */
export function retryAfterSeconds(error: unknown): number {
  // The tRPC client stores the response in `meta`.
  const { meta } = (error ?? {}) as { meta?: { response?: unknown } };
  if (!(meta?.response instanceof Response)) return 0;
  const seconds = Number(meta.response.headers.get('retry-after') ?? 0);
  // Ignores a `Retry-After` date, because the clocks of server and browser may differ.
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
