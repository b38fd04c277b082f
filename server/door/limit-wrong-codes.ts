import { isUnavailable } from '../errors/driver-errors.ts';
import { beginAttempt } from '../rate-limit/wrong-attempts.ts';
import type { RedisClient } from '../redis/redis.ts';

const attemptsMax = 20;
const windowMs = 60_000;
/** Limit of the further wrong codes of a batch, which are counted but never refused. */
const countedMax = 1_000;

/** Sends the wrong codes: a device, or the user of a call that names no device. */
export const senderOf = (kind: 'device' | 'user', id: string): string => `${kind}:${id}`;

/**
 * Runs `work` unless the sender has sent 20 wrong codes within a minute. `wrongIn` counts the wrong
 * codes of a result, because a batch is judged whole. Without Redis the door has no limit: a guess
 * meets one of 2^50 codes, and an outage must not stop the people at the door. Refusals:
 * TOO_MANY_REQUESTS, and the refusals of `work`.
 */
export async function limitWrongCodes<T>(
  redis: RedisClient,
  sender: string,
  work: () => Promise<T>,
  wrongIn: (result: T) => number,
): Promise<T> {
  const limit = { key: `jari:door:{${sender}}`, attemptsMax, windowMs };
  const forget = await unlessOutage(() => beginAttempt(redis, limit));
  try {
    const result = await work();
    const wrong = wrongIn(result);
    if (wrong === 0) await unlessOutage(async () => forget?.());
    for (let counted = 1; counted < Math.min(wrong, attemptsMax); counted++)
      await unlessOutage(() => beginAttempt(redis, { ...limit, attemptsMax: countedMax }));
    return result;
  } catch (error) {
    await unlessOutage(async () => forget?.()); // no code was judged
    throw error;
  }
}

/** Returns undefined while Redis is unavailable. */
async function unlessOutage<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
