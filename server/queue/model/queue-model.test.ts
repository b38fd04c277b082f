import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const model = path.join(import.meta.dirname, 'queue.pml');
const memoryMbMax = 1_000;
const checkMsMax = 240_000;

/** A long run also checks bounds whose states take most of a minute. */
const isLongRun = process.env['JARI_FUZZ_RUNS'] !== undefined;

const isOnPath = (name: string) =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((at) => existsSync(path.join(at, name)));
// Spin's checker needs a C compiler, which Debian's package of Spin does not install.
const missing = ['spin', 'cc'].filter((name) => !isOnPath(name));
const hint =
  missing.length > 0
    ? ` (not checked, ${missing.join(' and ')} missing: apt-get install spin gcc libc6-dev)`
    : '';
if (hint !== '') console.warn(`The model of the queue is${hint}`);

interface Bounds {
  people: number;
  capacity?: number;
  losses: number;
  mishaps: number;
}

interface Verdict {
  errors: number;
  /** Name of the violated assertion, or 'acceptance cycle' for a violated formula. */
  broken: string | undefined;
  /** True if Spin checked every state within the bounds. */
  isComplete: boolean;
}

let scratch = '';
beforeAll(async () => void (scratch = await mkdtemp(path.join(tmpdir(), 'jari-model-'))));
afterAll(() => rm(scratch, { recursive: true }));

/**
 * Checks the model's assertions, or its liveness formula under weak fairness. Optimizes the checker
 * only if `isLong`, because the compiler takes longer than most searches.
 */
async function check(
  { people, capacity = 1, losses, mishaps }: Bounds,
  { liveness = false, isLong = false, bug = '', depthMax = 20_000 } = {},
): Promise<Verdict> {
  const cwd = await mkdtemp(path.join(scratch, 'check-'));
  const numbers = { PEOPLE: people, CAPACITY: capacity, LOSSES: losses, MISHAPS: mishaps };
  const defines = [
    ...Object.entries(numbers).map(([name, value]) => `-D${name}=${String(value)}`),
    ...(bug ? [`-D${bug}`] : []),
  ];
  const kind = liveness ? ['-DNFAIR=3'] : ['-DSAFETY'];
  await execute('spin', ['-a', ...defines, ...(liveness ? ['-DLIVENESS'] : []), model], { cwd });
  await execute(
    'cc',
    [
      isLong ? '-O2' : '-O0',
      '-w',
      ...kind,
      `-DMEMLIM=${String(memoryMbMax)}`,
      '-o',
      'pan',
      'pan.c',
    ],
    { cwd },
  );
  const { stdout } = await execute(
    './pan',
    [`-m${String(depthMax)}`, ...(liveness ? ['-a', '-f'] : [])],
    {
      cwd,
      maxBuffer: 2 ** 24,
    },
  );
  return {
    errors: Number(/errors: (\d+)/.exec(stdout)?.[1]),
    broken: /pan:\d+: (?:assertion violated +!\((?<name>\w+)\)|(?<cycle>acceptance cycle))/
      .exec(stdout)
      ?.slice(1)
      .find(Boolean),
    isComplete: !/not completed|too small|out of memory|MEMLIM|aborting/i.test(stdout),
  };
}

const holds = { errors: 0, broken: undefined, isComplete: true };

describe.skipIf(missing.length > 0)(
  `the protocol of the queue${hint}`,
  { timeout: checkMsMax },
  () => {
    it.each<Bounds>([
      { people: 3, losses: 1, mishaps: 0 },
      { people: 2, losses: 1, mishaps: 1 },
      { people: 2, losses: 2, mishaps: 0 },
      { people: 2, capacity: 2, losses: 1, mishaps: isLongRun ? 1 : 0 },
      { people: 1, losses: 3, mishaps: 2 },
    ])(
      'issues no number twice, admits in the order of numbers and within capacity, loses no turn or place, leaves no user of a batch behind, keeps revocations: %j',
      async (bounds) => {
        expect(await check(bounds, { isLong: true })).toEqual(holds);
      },
    );

    it.each([
      ['numbers that restart after a loss', 'BUG_NUMBERS_RESTART', 'numberTwice'],
      ['no time to rejoin after a loss', 'BUG_NO_WINDOW', 'overtaken'],
      ['restored turns that are not counted', 'BUG_RESTORED_UNCOUNTED', 'aboveCapacity'],
      ['an admission announced before it is recorded', 'BUG_ANNOUNCED_FIRST', 'overtaken'],
      ['an admission recorded in an epoch that is over', 'BUG_TURN_UNFENCED', 'turnLost'],
      ['an end that revokes no other token', 'BUG_REVOKES_ONE', 'revokedPlace'],
      ['a queue that returns a place that has just ended', 'BUG_ENDS_FORGOTTEN', 'revokedPlace'],
      ['an end persisted in an epoch that is over', 'BUG_END_UNFENCED', 'revokedPlace'],
    ])('notices %s', async (_what, bug, property) => {
      expect(await check({ people: 2, losses: 1, mishaps: 1 }, { bug })).toMatchObject({
        errors: 1,
        broken: property,
      });
    });

    it('notices a batch of which only the highest number is recorded', async () => {
      const bounds = { people: 2, capacity: 2, losses: 1, mishaps: 0 };
      expect(await check(bounds, { bug: 'BUG_RECORDS_ONE' })).toMatchObject({
        errors: 1,
        broken: 'leftBehind',
      });
    });

    it('eventually admits every user who stays', async () => {
      expect(await check({ people: 2, losses: 1, mishaps: 1 }, { liveness: true })).toEqual(holds);
    });

    it('notices if all users wait for an absent user', async () => {
      const verdict = await check(
        { people: 2, losses: 1, mishaps: 0 },
        { liveness: true, bug: 'BUG_ABSENT_BLOCKS' },
      );
      expect(verdict).toMatchObject({ errors: 1, broken: 'acceptance cycle' });
    });

    it('notices that a search was cut short', async () => {
      expect((await check({ people: 2, losses: 1, mishaps: 0 }, { depthMax: 50 })).isComplete).toBe(
        false,
      );
    });
  },
);
