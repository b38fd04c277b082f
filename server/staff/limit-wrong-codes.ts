import { beginAttempt } from '../rate-limit/wrong-attempts.ts';
import type { RedisClient } from '../redis/redis.ts';

const limit = { attemptsMax: 5, windowMs: 15 * 60_000 };

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
  const key = keyOf(userId);
  const forget = await beginAttempt(redis, { key, ...limit });
  try {
    const result = await check();
    if (result !== null) await redis.del(key);
    return result;
  } catch (error) {
    await forget(); // the code was not judged
    throw error;
  }
}
