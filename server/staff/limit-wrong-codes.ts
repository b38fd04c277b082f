import { randomUUID } from 'node:crypto';
import { Refusal } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';
import { loadScript, runScript } from '../redis/script.ts';

const countAttempt = loadScript(import.meta.url, './lua/count-attempt.lua');
const wrongCodesMax = 5;
const windowMs = 15 * 60_000;

const keyOf = (userId: string): string => `jari:second-factor:{${userId}}`;

/**
 * Runs `check` unless the user has sent five wrong codes within 15 minutes, on any instance and in
 * any session. `check` returns null for a wrong code; a right code clears the count. Without Redis
 * no code is checked, because an outage must not allow guesses. Refusals: TOO_MANY_REQUESTS,
 * TRY_AGAIN, and the refusals of `check`.
 */
export async function limitWrongCodes<T>(
  redis: RedisClient,
  userId: string,
  check: () => Promise<T | null>,
): Promise<T | null> {
  const [key, attempt] = [keyOf(userId), randomUUID()];
  const args = [attempt, wrongCodesMax, windowMs];
  const waitMs = Number(await runScript(redis, countAttempt, [key], args));
  if (waitMs > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  try {
    const result = await check();
    if (result !== null) await redis.del(key);
    return result;
  } catch (error) {
    await redis.zrem(key, attempt); // the code was not judged
    throw error;
  }
}
