import { randomUUID } from 'node:crypto';
import { Refusal } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';
import { loadScript, runScript } from '../redis/script.ts';

const countAttempt = loadScript(import.meta.url, './lua/count-attempt.lua');

export interface AttemptLimit {
  /** Sorted set of the wrong attempts. */
  key: string;
  attemptsMax: number;
  windowMs: number;
}

/**
 * Counts an attempt as wrong until the caller forgets it, so that concurrent attempts cannot exceed
 * the limit. Counts over all instances. Returns the function that forgets the attempt. Refusal:
 * TOO_MANY_REQUESTS with the seconds until the next allowed attempt.
 */
export async function beginAttempt(
  redis: RedisClient,
  { key, attemptsMax, windowMs }: AttemptLimit,
): Promise<() => Promise<void>> {
  const attempt = randomUUID();
  const waitMs = Number(
    await runScript(redis, countAttempt, [key], [attempt, attemptsMax, windowMs]),
  );
  if (waitMs > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  return async () => {
    await redis.zrem(key, attempt);
  };
}
