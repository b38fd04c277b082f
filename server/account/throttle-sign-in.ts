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
 * How attempts to sign in are slowed: after so many failures within the window, one per spacing is
 * judged.
 */
export interface SignInLimits {
  failuresMax: number;
  windowMs: number;
  spacingMs: number;
  /** The longest that an attempt waits for its slot. */
  waitMsMax: number;
  /** How long an address is known after a sign-in, and how many of them an account has. */
  knownMs: number;
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

/** The account that is tried and where from; neither can be read from what Redis keeps. */
interface Attempt {
  redis: RedisClient;
  id: string;
  from: string;
  known: string;
  lanes: [everybody: string, here: string];
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
    lanes: [`${account}:lane`, `${account}:lane:${from}`],
  };
}

/**
 * Waits until the attempt may be judged; the key of its lane. Refusal: TOO_MANY_REQUESTS,
 * TRY_AGAIN.
 */
async function slotFor(
  { redis, id, from, known, lanes }: Attempt,
  pace: SignInLimits,
): Promise<string> {
  const { failuresMax, windowMs, spacingMs, waitMsMax, knownMs } = pace;
  for (let waitedMs = 0; waitedMs < waitMsMax; waitedMs += againMs) {
    const args = [id, from, failuresMax, windowMs, spacingMs, waitMsMax, knownMs];
    const [verdict, ms, key] = answer.parse(
      await runScript(redis, commands.ask, [known, ...lanes], args),
    );
    if (verdict === 'FULL')
      throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(ms / 1000) });
    await pause(verdict === 'GO' ? ms : againMs);
    if (verdict === 'GO') return key === 3 ? lanes[1] : lanes[0];
  }
  throw tryAgain(new Error('other attempts at this account are still being judged'));
}

async function settle(
  { redis, id, from, known }: Attempt,
  lane: string,
  pace: SignInLimits,
  outcome: string,
): Promise<void> {
  const args = [
    id,
    from,
    pace.failuresMax,
    pace.windowMs,
    pace.knownMs,
    pace.addressesMax,
    outcome,
  ];
  await runScript(redis, commands.settle, [known, lane], args);
}

/** Without Redis nobody is slowed, and nobody kept out. */
async function unlessAway<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (isUnavailable(error)) return null;
    throw error;
  });
}

/**
 * Judges an attempt to sign in when it is its turn. Failures slow the attempts at an account, those
 * of all instances together, and refuse none: the right password is accepted in its slot and clears
 * them. Somebody who has signed in from their address within 90 days is slowed by what fails there
 * only. Refusals: TOO_MANY_REQUESTS when too many wait already, and `judge`'s own.
 */
export async function throttleSignIn<T>(
  { redis, address }: { redis: RedisClient; address: string },
  email: string,
  judge: () => Promise<T | null>,
  pace = signInLimits,
): Promise<T | null> {
  const attempt = attemptAt(redis, email, address);
  const lane = await unlessAway(slotFor(attempt, pace));
  if (lane === null) return judge();
  let outcome = 'UNJUDGED';
  try {
    const found = await judge();
    outcome = found === null ? 'WRONG' : 'RIGHT';
    return found;
  } finally {
    await unlessAway(settle(attempt, lane, pace, outcome));
  }
}
