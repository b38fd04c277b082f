import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

let redis: RedisClient;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
afterAll(() => redis.disconnect());

/**
 * From the opening of the sale, ticks a queue with `userCount` waiting users after each pause.
 * Returns [ms since the opening, admissions] per tick.
 */
async function admissions(
  ratePerMinute: number,
  pausesMs: number[],
  userCount: number,
  capacity = 10_000,
): Promise<[number, number][]> {
  const queue = new ClockedQueue(redis);
  const start = queue.nowMs + 1;
  const policy = {
    ratePerMinute,
    capacity,
    opensAt: start,
    claimMs: 3_000_000,
    sessionMs: 3_000_000,
  };
  await queue.open(policy);
  await Promise.all(Array.from({ length: userCount }, (_, at) => queue.join(`user-${String(at)}`)));
  const admitted: [number, number][] = [];
  let before = 0;
  for (const pause of [1, ...pausesMs]) {
    queue.nowMs += pause;
    await queue.tick(policy);
    const { active } = await queue.counts();
    admitted.push([queue.nowMs - start, active - before]);
    before = active;
  }
  await queue.clear();
  return admitted;
}

/** Returns the largest excess of admissions in any interval; a positive value violates the rate. */
function excess(admitted: [number, number][], ratePerMinute: number): number {
  let worst = -Infinity;
  for (let from = 0; from < admitted.length; from++) {
    let total = 0;
    for (let to = from; to < admitted.length; to++) {
      total += admitted[to]?.[1] ?? 0;
      const seconds = ((admitted[to]?.[0] ?? 0) - (admitted[from]?.[0] ?? 0)) / 1000;
      const allowed = Math.ceil((ratePerMinute * seconds) / 60) + Math.max(1, ratePerMinute / 60);
      worst = Math.max(worst, total - allowed);
    }
  }
  return worst;
}

test('in any t seconds at most ⌈rate·t/60⌉ plus one second’s worth are admitted, at any pattern of ticks', async () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 4_900 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 900 }), pauses, async (rate, pausesMs) => {
      expect(excess(await admissions(rate, pausesMs, 40), rate)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 15 },
  );
});

test('negative control: a counter per minute admits twice the rate around the start of a minute', () => {
  const perMinute = (rate: number, ticks: number[]): [number, number][] => {
    const given = new Map<number, number>();
    return ticks.map((at) => {
      const minute = Math.floor(at / 60_000);
      const free = rate - (given.get(minute) ?? 0);
      given.set(minute, rate);
      return [at, free];
    });
  };
  expect(excess(perMinute(60, [59_000, 61_000]), 60)).toBeGreaterThan(0);
});

test('two ticks a second use the rate in full, to within one second’s worth', async () => {
  for (const rate of [30, 54, 90, 300]) {
    const ticks = Array.from({ length: 40 }, () => 500);
    const total = (await admissions(rate, ticks, 130)).reduce((sum, [, count]) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(Math.floor((rate * 20) / 60));
    expect(total).toBeLessThanOrEqual(Math.ceil((rate * 20) / 60) + Math.max(1, rate / 60));
  }
});

test('an idle queue saves one second’s worth and no more', async () => {
  const [, afterAnHour] = await admissions(120, [3_600_000], 20);
  expect(afterAnHour?.[1]).toBeLessThanOrEqual(2);
});

test('a clock that is set back does not stop admission at the rate', async () => {
  const queue = new ClockedQueue(redis);
  await queue.open({ ratePerMinute: 60 });
  for (let at = 0; at < 10; at++) await queue.join(`user-${String(at)}`);
  const before = (await queue.counts()).active;
  queue.nowMs -= 3_600_000;
  for (let round = 0; round < 4; round++) {
    await queue.tick({ ratePerMinute: 60 });
    queue.nowMs += 1_000;
  }
  expect((await queue.counts()).active - before).toBe(3);
  await queue.clear();
});

/** Returns the admissions of one moment at 60 a minute, if Redis loses the queue in between. */
async function admittedAcrossLoss(broken?: (script: string) => string): Promise<number> {
  const queue = new ClockedQueue(redis, broken);
  const policy = { ratePerMinute: 60 };
  await queue.open(policy);
  await queue.join('before');
  const before = (await queue.counts()).active;
  await queue.clear();
  await queue.open(policy, { epoch: 2, base: 10 });
  await queue.join('after');
  const after = (await queue.counts()).active;
  await queue.pass(1_000);
  expect((await queue.counts()).active).toBe(1);
  await queue.clear();
  return before + after;
}

test('an epoch after a loss begins without allowance, so a loss admits nobody beyond the rate', async () => {
  expect(await admittedAcrossLoss()).toBe(1);
});

test('negative control: with a full allowance, a loss admits one more', async () => {
  expect(
    await admittedAcrossLoss((script) => script.replace('if tonumber(base) > 0', 'if false')),
  ).toBe(2);
});
