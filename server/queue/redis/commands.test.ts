import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../../redis/redis.ts';
import { happenings, policies, users } from '#tests/model/queue-commands.ts';
import { QueueOracle } from '#tests/model/queue-oracle.ts';
import { PlayedQueue } from '#tests/model/played-queue.ts';
import { fuzzRuns, fuzzSeed } from '#tests/support/fuzz-runs.ts';

let redis: RedisClient;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
afterAll(() => redis.disconnect());

// Each sequence waits for the store most of the time: several go on at once.
const lanes = 4;
const sequences = Math.max(300, fuzzRuns);
const timeoutMs = 60_000 + sequences * 300;

/** Plays sequences of what can happen to a line, and to one on paper. Returns where they differ, and how to find it again. */
async function differences(broken?: (script: string) => string): Promise<string[]> {
  const found: string[] = [];
  const play = async (lane: number) => {
    const inputs = {
      seed: fuzzSeed + lane,
      numRuns: Math.ceil(sequences / lanes),
      endOnFailure: broken !== undefined,
    };
    const isOver = () => broken !== undefined && found.length > 0;
    await fc.assert(agreement(isOver, broken), inputs).catch((error: unknown) => {
      found.push(`JARI_FUZZ_SEED=${String(fuzzSeed)} finds it again: ${String(error)}`);
    });
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => play(lane)));
  return found;
}

function agreement(isOver: () => boolean, broken?: (script: string) => string) {
  const commands = fc.commands(happenings, { maxCommands: 40, size: 'max' });
  return fc.asyncProperty(policies, commands, async (policyAt, happened) => {
    if (isOver()) return;
    const line = new PlayedQueue(redis, users, broken);
    const policy = policyAt(line.now);
    await line.open(policy);
    try {
      await fc.asyncModelRun(
        () => ({ model: new QueueOracle(users, policy, line.now), real: line }),
        happened,
      );
    } finally {
      await line.line.clear();
    }
  });
}

test(
  'whatever happens, everybody’s state, place and turn are as on paper, and nobody is overtaken',
  { timeout: timeoutMs },
  async () => {
    expect(await differences()).toEqual([]);
  },
);

const breaks: Record<string, [string, string]> = {
  'a token of a spent place is good for a new one': ['return number >= held', 'return true'],
  'the capacity is not looked at': [
    "policy.capacity - redis.call('ZCARD', ACTIVE)",
    'policy.capacity',
  ],
  'the rate is not looked at': ['math.floor(allowance / ADMISSION)', 'ADMISSIONS_PER_CALL'],
  'some who are present are stepped over': [
    'local recent = { seenKey(bucket) }',
    'local recent = { SCRATCH }',
  ],
  'numbers begin at the floor after a loss': ["'next', base", "'next', floorText"],
  'absence is counted while no instance beats': ['if gap <= GAP_MS then', 'if true then'],
  'a place that has ended is put back': [' and number > revokedUpTo(user)', ''],
  'the end of a place spends no token that was given later': [
    "redis.call('HGET', META, 'next')",
    "redis.call('HGET', META, 'served')",
  ],
  'people are admitted while others cannot have come back yet': [' and not isHeld(policy)', ''],
};

test.each(Object.entries(breaks))(
  'negative control: it is noticed where %s',
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
