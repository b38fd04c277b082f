import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './ip-network.ts';
import { env } from '../config/env.ts';
import { isUnavailable } from '../errors/driver-errors.ts';
import { Refusal } from '../errors/refusal.ts';
import { inBatches } from '../redis/batches.ts';
import type { RedisClient } from '../redis/redis.ts';
import { loadScript, runScript } from '../redis/script.ts';

const countScript = loadScript(import.meta.url, './lua/count.lua');

/** Calls with a rate limit, each with its own counters. Payments and polls have no rate limit. */
export type LimitedCall =
  | 'signIn'
  | 'signUp'
  | 'join'
  | 'hold'
  | 'charge'
  | 'push'
  | 'poster'
  | 'export'
  | 'gift'
  | 'ticketFile';

/** Maximum number of calls per user and minute; the contract has all but the last five. */
export const perUserAndMinute: Partial<Record<LimitedCall, number>> = {
  join: 60,
  hold: 120,
  charge: 1_200,
  push: 60,
  poster: 60,
  export: 60,
  gift: 30, // each gift may notify a person
  ticketFile: 30, // a PDF takes about 300 ms of processor time
};

export interface RateLimited {
  redis: RedisClient;
  request: { address: string };
}

/**
 * Returns the counter of a user or a network. All counters of a call share a hash tag, so that one
 * script counts the calls of a batch.
 */
export const counterOf = (call: LimitedCall, of: 'person' | 'address', id: string): string =>
  `jari:limit:{${call}}:${of}:${id}`;

/** A counter with its maximum per minute; 0 means no limit. */
interface Counter {
  key: string;
  max: number;
}
interface LimitedCallCount {
  call: LimitedCall;
  counters: [user: Counter, address: Counter];
}

const countInBatch = inBatches<LimitedCallCount, number>(({ call }) => call, countTogether);

/** Counts in memory while Redis is unavailable. */
async function countTogether(redis: RedisClient, calls: LimitedCallCount[]): Promise<number[]> {
  const counters = calls.flatMap((call) => call.counters);
  const keys = counters.map(({ key }) => key);
  const most = counters.map(({ max }) => max);
  try {
    return ((await runScript(redis, countScript, keys, most)) as unknown[]).map(Number);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return Promise.all(calls.map(({ counters: [user, address] }) => countInMemory(user, address)));
  }
}

const inMemory = new Map<number, RateLimiterMemory>();

async function countInMemory(...counters: Counter[]): Promise<number> {
  for (const { key, max } of counters) {
    if (max === 0) continue;
    const limiter = inMemory.get(max) ?? new RateLimiterMemory({ points: max, duration: 60 });
    inMemory.set(max, limiter);
    try {
      await limiter.consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
      throw error;
    }
  }
  return 0;
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
  const ofAddress = env().ADDRESS_LIMIT_PER_MINUTE;
  const ofUser = userId === null ? 0 : (perUserAndMinute[call] ?? 0);
  const network = ofAddress === 0 ? '' : networkOf(request.address);
  const ms = await countInBatch(redis, {
    call,
    counters: [
      { key: counterOf(call, 'person', userId ?? ''), max: ofUser },
      { key: counterOf(call, 'address', network), max: ofAddress },
    ],
  });
  if (ms > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(ms / 1000) });
}
