/** Returns 0 if the server or a proxy sent no wait. */
export function retryAfterSeconds(error: unknown): number {
  // Where tRPC's client stores the response.
  const { meta } = (error ?? {}) as { meta?: { response?: unknown } };
  if (!(meta?.response instanceof Response)) return 0;
  const seconds = Number(meta.response.headers.get('retry-after') ?? 0);
  // An HTTP date depends on another clock.
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
