/** Returns 0 if the server or a proxy sent no wait. */
export function retryAfterSeconds(error: unknown): number {
  const { meta } = (error ?? {}) as { meta?: { response?: unknown } }; // where tRPC's client stores the response
  if (!(meta?.response instanceof Response)) return 0;
  const seconds = Number(meta.response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0; // an HTTP date depends on another clock
}
