import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore, type Store } from '../redis.ts';
import { happenings, policies, users } from '../testing/line-commands.ts';
import { LineOracle } from '../testing/line-oracle.ts';
import { PlayedLine } from '../testing/played-line.ts';
import { fuzzRuns, fuzzSeed } from '../testing/runs.ts';

let redis: Store;
beforeAll(() => void (redis = createStore(process.env['JARI_TEST_REDIS'] ?? '')));
afterAll(() => redis.disconnect());

const sequences = Math.max(300, fuzzRuns);
const timeoutMs = 60_000 + sequences * 200;
const inputs = { seed: fuzzSeed, numRuns: sequences };

/** That the line's commands do what the oracle does, whatever happens. */
function agrees(broken?: (script: string) => string) {
  const commands = fc.commands(happenings, { maxCommands: 40, size: 'max' });
  return fc.asyncProperty(policies, commands, async (policyAt, happened) => {
    const line = new PlayedLine(redis, users, broken);
    const policy = policyAt(line.now);
    await line.open(policy);
    try {
      await fc.asyncModelRun(() => ({ model: new LineOracle(users, policy, line.now), real: line }), happened);
    } finally {
      await line.line.clear();
    }
  });
}

test(
  `whatever happens, everybody's state, place and turn are as on paper, and nobody is overtaken`,
  { timeout: timeoutMs },
  async () => {
    await fc.assert(agrees(), inputs);
  },
);

const breaks: Record<string, [string, string]> = {
  'a token of a spent place is good for a new one': ['return number >= held', 'return true'],
  'the capacity is not looked at': ["policy.capacity - redis.call('ZCARD', ACTIVE)", 'policy.capacity'],
  'the rate is not looked at': ['math.floor(allowance / ADMISSION)', 'ADMISSIONS_PER_CALL'],
  'some who are present are stepped over': ['local recent = { KEYS[11 + bucket] }', 'local recent = { SCRATCH }'],
  'numbers begin at the floor after a loss': ["'next', ARGV[5]", "'next', ARGV[4]"],
  'somebody comes back beside the turn that they have': ['not placeOf(user) and (not has', '(not has'],
  'people are admitted while others cannot have come back yet': ['or isHeld(policy) then', 'then'],
};

test.each(Object.entries(breaks))('negative control: it is noticed where %s', { timeout: timeoutMs }, async (_, [so, broken]) => {
  let isThere = false;
  const spoil = (script: string) => {
    isThere ||= script.includes(so);
    return script.replace(so, broken);
  };
  const { failed } = await fc.check(agrees(spoil), { ...inputs, endOnFailure: true });
  expect({ isThere, failed }).toEqual({ isThere: true, failed: true });
});
