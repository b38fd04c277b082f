import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './ip-network.ts';
import { env } from '../config/env.ts';
import { Refusal } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';

/** Calls with a rate limit, each with its own counters. Paying and polling have no limit. */
export type LimitedCall = 'signIn' | 'signUp' | 'join' | 'hold' | 'charge';

/** The contract's limits, per user and minute. */
export const perUserAndMinute: Partial<Record<LimitedCall, number>> = {
  join: 60,
  hold: 120,
  charge: 1_200,
};

/** The Redis client with the shared counters, and the request's IP address. */
export interface RateLimited {
  redis: RedisClient;
  request: { address: string };
}

// Limiters by Redis client, kept from call to call because a limiter counts in memory while Redis
// is unavailable.
const limitersOf = new WeakMap<RedisClient, Map<string, RateLimiterRedis>>();

function limiter(redis: RedisClient, name: string, points: number): RateLimiterRedis {
  const limiters = limitersOf.get(redis) ?? new Map<string, RateLimiterRedis>();
  limitersOf.set(redis, limiters);
  const known = limiters.get(name);
  if (known !== undefined) return known;
  const minute = { points, duration: 60, keyPrefix: `jari:limit:${name}` };
  const made = new RateLimiterRedis({
    ...minute,
    storeClient: redis,
    insuranceLimiter: new RateLimiterMemory(minute),
  });
  limiters.set(name, made);
  return made;
}

/**
 * Counts one call, and returns 0 if the limit allows it, otherwise the milliseconds until the limit
 * allows another.
 */
async function msUntilRoom(
  redis: RedisClient,
  name: string,
  points: number,
  key: string,
): Promise<number> {
  try {
    await limiter(redis, name, points).consume(key);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
    throw error;
  }
}

/**
 * Counts one call of a user and of an IP address, over all instances. `userId` is null if the user
 * is not signed in. While Redis is unavailable, each instance counts separately. Refusal:
 * TOO_MANY_REQUESTS, with the time until the limit allows the next call.
 */
export async function rateLimit(
  { redis, request }: RateLimited,
  call: LimitedCall,
  userId: string | null,
): Promise<void> {
  const ofUser = perUserAndMinute[call];
  const { ADDRESS_LIMIT_PER_MINUTE: ofAddress } = env();
  const userMs =
    userId === null || ofUser === undefined
      ? 0
      : await msUntilRoom(redis, `person:${call}`, ofUser, userId);
  // A call that the user's limit refuses does not count against other users of the same address.
  const addressMs =
    userMs > 0 || ofAddress === 0
      ? 0
      : await msUntilRoom(redis, `address:${call}`, ofAddress, networkOf(request.address));
  const ms = Math.max(userMs, addressMs);
  if (ms > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(ms / 1000) });
}
