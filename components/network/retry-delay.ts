import { retryAfterSeconds } from './retry-after.ts';

const firstMs = 1_000;
const backoffMaxMs = 15_000;
/** Upper limit of `Retry-After`, so that no header can stop a page permanently. */
const retryAfterMaxMs = 60_000;

/**
 * Returns the delay in ms before the next attempt, after `failures` (≥ 1) unanswered attempts. The
 * delay doubles up to 15 s, unless `Retry-After` is longer. Jitter spreads the calls of all clients
 * after an outage. `random` is in [0, 1).
 */
export function retryDelayMs(failures: number, error: unknown, random = Math.random()): number {
  const backoffMs = Math.min(backoffMaxMs, firstMs * 2 ** (failures - 1));
  const wantedMs = Math.min(retryAfterMaxMs, retryAfterSeconds(error) * 1_000);
  return Math.max(backoffMs * (0.5 + 0.5 * random), wantedMs * (1 + 0.25 * random));
}
