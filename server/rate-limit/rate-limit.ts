import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './ip-network.ts';
import { env } from '../config/env.ts';
import { Refusal } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';

/** Calls with a rate limit, each with its own counters. Payments and polls have no rate limit. */
export type LimitedCall = 'signIn' | 'signUp' | 'join' | 'hold' | 'charge';

/** Maximum number of calls per user and minute, from the contract. */
export const perUserAndMinute: Partial<Record<LimitedCall, number>> = {
  join: 60,
  hold: 120,
  charge: 1_200,
};

export interface RateLimited {
  redis: RedisClient;
  request: { address: string };
}

// Keeps limiters between calls, because a limiter counts in memory while Redis is unavailable.
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
 * Counts one call against the limit of `key`. Returns 0 if the limit allows the call, otherwise the
 * milliseconds until the next allowed call.
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
 * Counts one call per user and per network, over all instances. `userId` is null for a signed-out
 * client. While Redis is unavailable, each instance counts separately. Refusal: TOO_MANY_REQUESTS,
 * with the seconds until the next allowed call.
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
  // Skips the address limit if the user's limit refuses, so that one user cannot exhaust a shared
  // address.
  const addressMs =
    userMs > 0 || ofAddress === 0
      ? 0
      : await msUntilRoom(redis, `address:${call}`, ofAddress, networkOf(request.address));
  const ms = Math.max(userMs, addressMs);
  if (ms > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(ms / 1000) });
}
