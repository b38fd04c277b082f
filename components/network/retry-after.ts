/** How long the server, or whatever stands before it, wants us to wait; 0 where it does not say. */
export function retryAfterSeconds(error: unknown): number {
  const { meta } = (error ?? {}) as { meta?: { response?: unknown } }; // where tRPC's client keeps the answer
  if (!(meta?.response instanceof Response)) return 0;
  const seconds = Number(meta.response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0; // a date would be by a clock that is not ours
}
