import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './ip-network.ts';
import { env } from '../config/env.ts';
import { Refusal } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';

/** The calls that are counted, each by itself. Paying and polling are not among them. */
export type LimitedCall = 'signIn' | 'signUp' | 'join' | 'hold' | 'charge';

/** The contract's numbers. */
export const perPersonAndMinute: Partial<Record<LimitedCall, number>> = {
  join: 60,
  hold: 120,
  charge: 1_200,
};

/** Whose limits are asked for: the store that all instances share, and where the call comes from. */
export interface RateLimited {
  redis: RedisClient;
  request: { address: string };
}

// One of each per connection: what a limiter counts by itself while Redis is away must not be forgotten from call to call.
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

/** Ms until the limit has room again; 0 when it had. */
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
 * Counts one call of a person (null: who has not said who they are) and of the address that it comes from, for all instances.
 * While Redis is away each instance counts by itself. Refusal: TOO_MANY_REQUESTS, with the time until there is room again.
 */
export async function rateLimit(
  { redis, request }: RateLimited,
  call: LimitedCall,
  userId: string | null,
): Promise<void> {
  const ofPerson = perPersonAndMinute[call];
  const { ADDRESS_LIMIT_PER_MINUTE: ofAddress } = env();
  const person =
    userId === null || ofPerson === undefined
      ? 0
      : await msUntilRoom(redis, `person:${call}`, ofPerson, userId);
  // A call that the person's own limit refuses takes nothing from those with whom they share an address.
  const address =
    person > 0 || ofAddress === 0
      ? 0
      : await msUntilRoom(redis, `address:${call}`, ofAddress, networkOf(request.address));
  const ms = Math.max(person, address);
  if (ms > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(ms / 1000) });
}
