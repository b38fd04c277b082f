import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../../redis/redis.ts';
import { events, policies, users } from '#tests/model/queue-commands.ts';
import { QueueOracle } from '#tests/model/queue-oracle.ts';
import { PlayedQueue } from '#tests/model/played-queue.ts';
import { fuzzRuns, fuzzSeed } from '#tests/support/fuzz-runs.ts';

let redis: RedisClient;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
afterAll(() => redis.disconnect());

// Sequences run concurrently, because each sequence mostly waits for Redis.
const runners = 4;
const sequences = Math.max(300, fuzzRuns);
const timeoutMs = 60_000 + sequences * 300;

/**
 * Plays random sequences of events on a queue and on its oracle. Returns each difference with the
 * seed that reproduces it.
 */
async function differences(broken?: (script: string) => string): Promise<string[]> {
  const found: string[] = [];
  const play = async (runner: number) => {
    const inputs = {
      seed: fuzzSeed + runner,
      numRuns: Math.ceil(sequences / runners),
      endOnFailure: broken !== undefined,
    };
    const isOver = () => broken !== undefined && found.length > 0;
    await fc.assert(agreement(isOver, broken), inputs).catch((error: unknown) => {
      found.push(`JARI_FUZZ_SEED=${String(fuzzSeed)} reproduces it: ${String(error)}`);
    });
  };
  await Promise.all(Array.from({ length: runners }, (_, runner) => play(runner)));
  return found;
}

function agreement(isOver: () => boolean, broken?: (script: string) => string) {
  const commands = fc.commands(events, { maxCommands: 40, size: 'max' });
  return fc.asyncProperty(policies, commands, async (policyAt, happened) => {
    if (isOver()) return;
    const played = new PlayedQueue(redis, users, broken);
    const policy = policyAt(played.now);
    await played.open(policy);
    try {
      await fc.asyncModelRun(
        () => ({ model: new QueueOracle(users, policy, played.now), real: played }),
        happened,
      );
    } finally {
      await played.queue.clear();
    }
  });
}

test(
  'after any sequence of events all states, places and turns match the oracle’s, and users are admitted in order',
  { timeout: timeoutMs },
  async () => {
    expect(await differences()).toEqual([]);
  },
);

const breaks: Record<string, [string, string]> = {
  'a token of an ended place is valid for a new one': ['return number >= held', 'return true'],
  'the capacity is ignored': ['policy.capacity - occupied()', 'policy.capacity'],
  'the rate is ignored': ['math.floor(allowance / ADMISSION)', 'ADMISSIONS_PER_CALL'],
  'some present users are skipped': [
    'local recent = { seenKey(bucket) }',
    'local recent = { SCRATCH }',
  ],
  'numbers begin at the floor after a loss': ["'next', base", "'next', floorText"],
  'absence is counted while no instance ticks': ['if gap <= GAP_MS then', 'if true then'],
  'a user rejoins at an ended place': [' and number > revokedUpTo(user)', ''],
  'the end of a place does not revoke tokens that were issued later': [
    "redis.call('HGET', META, 'next')",
    "redis.call('HGET', META, 'served')",
  ],
  'users are admitted in the recovery window': [' and not isHeld(policy)', ''],
};

test.each(Object.entries(breaks))(
  'negative control: the oracle notices that %s',
  { timeout: timeoutMs },
  async (_, [so, wrong]) => {
    let isThere = false;
    const found = await differences((script) => {
      isThere ||= script.includes(so);
      return script.replace(so, wrong);
    });
    expect({ isThere, isFound: found.length > 0 }).toEqual({ isThere: true, isFound: true });
  },
);
