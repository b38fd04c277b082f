import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { networkOf } from '../rate-limit/ip-network.ts';
import { env } from '../config/env.ts';
import { isUnavailable } from '../errors/driver-errors.ts';
import { Refusal, tryAgain } from '../errors/refusal.ts';
import type { RedisClient } from '../redis/redis.ts';
import { loadScript, runScript } from '../redis/script.ts';

/**
 * Limits on sign-in attempts at one account. After `failuresMax` failures within `windowMs`, the
 * server checks one attempt per `spacingMs`.
 */
export interface SignInLimits {
  failuresMax: number;
  windowMs: number;
  spacingMs: number;
  /** Longest wait of an attempt for a slot. */
  waitMsMax: number;
  /** Time after a sign-in until the account forgets the IP address. */
  knownMs: number;
  /** Maximum number of known IP addresses per account. */
  addressesMax: number;
}
const minute = 60_000;
const day = 86_400_000;
const signInLimits: SignInLimits = {
  failuresMax: 5,
  windowMs: 15 * minute,
  spacingMs: 2_000,
  waitMsMax: 10_000,
  knownMs: 90 * day,
  addressesMax: 20,
};
const againMs = 100;

const commands = {
  ask: loadScript(import.meta.url, './lua/ask.lua'),
  settle: loadScript(import.meta.url, './lua/settle.lua'),
};

const answer = z.union([
  z.tuple([z.literal('GO'), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.literal('FULL'), z.coerce.number()]),
  z.tuple([z.literal('AGAIN')]),
]);

/** A sign-in attempt; Redis contains only HMACs of the account and the IP address. */
interface Attempt {
  redis: RedisClient;
  id: string;
  from: string;
  known: string;
  /**
   * Redis keys: the bucket for all addresses of the account, then the bucket of a known address.
   */
  buckets: [common: string, ofAddress: string];
}

function attemptAt(redis: RedisClient, email: string, address: string): Attempt {
  const digest = (of: string) =>
    createHmac('sha256', env().NEXTAUTH_SECRET)
      .update(`sign-in ${of}`)
      .digest('base64url')
      .slice(0, 22);
  const account = `jari:sign-in:{${digest(email)}}`;
  const from = digest(networkOf(address));
  return {
    redis,
    id: randomUUID(),
    from,
    known: `${account}:known`,
    buckets: [`${account}:lane`, `${account}:lane:${from}`],
  };
}

/**
 * Waits for a free slot. Returns the key of the bucket with the slot. Refusals: TOO_MANY_REQUESTS,
 * TRY_AGAIN.
 */
async function slotFor(
  { redis, id, from, known, buckets }: Attempt,
  limits: SignInLimits,
): Promise<string> {
  const { failuresMax, windowMs, spacingMs, waitMsMax, knownMs } = limits;
  for (let waitedMs = 0; waitedMs < waitMsMax; waitedMs += againMs) {
    const args = [id, from, failuresMax, windowMs, spacingMs, waitMsMax, knownMs];
    const [verdict, ms, key] = answer.parse(
      await runScript(redis, commands.ask, [known, ...buckets], args),
    );
    if (verdict === 'FULL')
      throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(ms / 1000) });
    await pause(verdict === 'GO' ? ms : againMs);
    if (verdict === 'GO') return key === 3 ? buckets[1] : buckets[0];
  }
  throw tryAgain(new Error('other attempts at this account are still being checked'));
}

async function settle(
  { redis, id, from, known }: Attempt,
  bucket: string,
  limits: SignInLimits,
  outcome: string,
): Promise<void> {
  const args = [
    id,
    from,
    limits.failuresMax,
    limits.windowMs,
    limits.knownMs,
    limits.addressesMax,
    outcome,
  ];
  await runScript(redis, commands.settle, [known, bucket], args);
}

/** Returns null if Redis is unavailable, so that an outage neither delays nor refuses sign-ins. */
async function unlessUnavailable<T>(result: Promise<T>): Promise<T | null> {
  return result.catch((error: unknown) => {
    if (isUnavailable(error)) return null;
    throw error;
  });
}

/**
 * Delays `check` until a slot is free. Failures on any instance delay later attempts at the
 * account, but never lock the account. The right password clears the failures. An attempt from an
 * IP address with a sign-in during the last 90 days waits only for that address's failures.
 * Refusals: TOO_MANY_REQUESTS if the attempt must wait longer than `waitMsMax`, TRY_AGAIN, and the
 * refusals of `check`.
 */
export async function throttleSignIn<T>(
  { redis, address }: { redis: RedisClient; address: string },
  email: string,
  check: () => Promise<T | null>,
  limits = signInLimits,
): Promise<T | null> {
  const attempt = attemptAt(redis, email, address);
  const bucket = await unlessUnavailable(slotFor(attempt, limits));
  if (bucket === null) return check();
  let outcome = 'UNJUDGED';
  try {
    const found = await check();
    outcome = found === null ? 'WRONG' : 'RIGHT';
    return found;
  } finally {
    await unlessUnavailable(settle(attempt, bucket, limits, outcome));
  }
}
