import fc from 'fast-check';
import { expect, test } from 'vitest';
import { etaSeconds, type EtaPolicy, type EtaState } from './eta.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const state: fc.Arbitrary<EtaState> = fc.record({
  active: fc.integer({ min: 0, max: 200_000 }),
  turnMs: fc.double({ min: 1_000, max: 10_000_000, noNaN: true }),
  turns: fc.double({ min: 1, max: 1_000_000, noNaN: true }),
  guess: share,
  spread: fc.double({ min: 0, max: 1_000, noNaN: true }),
  reach: fc.double({ min: 0, max: 3, noNaN: true }),
  leaving: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
});
const policy: fc.Arbitrary<EtaPolicy> = fc.record({
  ratePerMinute: fc.integer({ min: 1, max: 600_000 }),
  capacity: fc.integer({ min: 1, max: 100_000 }),
  sessionMs: fc.integer({ min: 1_000, max: 86_400_000 }),
});
const ahead = fc.integer({ min: 0, max: 2_000_000 });

const calm: EtaState = {
  active: 100,
  turnMs: 100_000,
  turns: 400,
  guess: 0,
  spread: 1,
  reach: 1,
  leaving: 0,
};
const usualPolicy: EtaPolicy = { ratePerMinute: 600, capacity: 100, sessionMs: 600_000 };
const widthOf = (given: Partial<EtaState>, people = 1_000) => {
  const { low, high } = etaSeconds(people, { ...calm, ...given }, usualPolicy) ?? expect.fail();
  return high - low;
};

test('a range is never negative, its low end is not above its high end, and neither exceeds two days', () => {
  fc.assert(
    fc.property(ahead, state, policy, (people, measured, going) => {
      const eta = etaSeconds(people, measured, going);
      if (eta === null) return;
      expect([eta.low, eta.high].every(Number.isSafeInteger)).toBe(true);
      expect(eta.low).toBeGreaterThanOrEqual(0);
      expect(eta.high).toBeGreaterThan(eta.low);
      expect(eta.high).toBeLessThanOrEqual(2 * 86_400);
    }),
    { numRuns: 2_000 },
  );
});

test('a user further back gets no shorter estimate, and none if the one ahead gets none', () => {
  fc.assert(
    fc.property(
      ahead,
      fc.integer({ min: 1, max: 1_000 }),
      state,
      policy,
      (people, further, measured, going) => {
        const [before, behind] = [
          etaSeconds(people, measured, going),
          etaSeconds(people + further, measured, going),
        ];
        if (before === null) expect(behind).toBeNull();
        else if (behind !== null) {
          expect(behind.low).toBeGreaterThanOrEqual(before.low);
          expect(behind.high).toBeGreaterThanOrEqual(before.high);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test('the range is around users ahead ÷ rate if the rate limits, and users ahead × mean turn ÷ capacity if the capacity does', () => {
  const byRate = etaSeconds(999, calm, { ...usualPolicy, capacity: 10_000 }) ?? expect.fail();
  expect([byRate.low < 100, byRate.high > 100, byRate.high - byRate.low < 20]).toEqual([
    true,
    true,
    true,
  ]);
  const byCapacity = etaSeconds(999, calm, usualPolicy) ?? expect.fail();
  expect([byCapacity.low < 1_000, byCapacity.high > 1_000]).toEqual([true, true]);
});

test('uncertainty widens the range: few turns, a first guess, turns that end unevenly, users who give up', () => {
  expect(widthOf({ turns: 8 })).toBeGreaterThan(widthOf({}));
  expect(widthOf({ guess: 1 })).toBeGreaterThan(widthOf({ guess: 0.3 }));
  expect(widthOf({ guess: 0.3 })).toBeGreaterThan(widthOf({}));
  expect(widthOf({ spread: 2 })).toBeGreaterThan(widthOf({ spread: 0.5 }));
  expect(
    widthOf({ leaving: 0.001 }) /
      (etaSeconds(1_000, { ...calm, leaving: 0.001 }, usualPolicy)?.high ?? 0),
  ).toBeGreaterThan(widthOf({}) / (etaSeconds(1_000, calm, usualPolicy)?.high ?? 0));
});

test('a queue below its capacity fills at the rate; above the capacity all users wait until turns have ended', () => {
  const high = (active: number, people = 50) =>
    etaSeconds(people, { ...calm, active }, usualPolicy)?.high ?? Infinity;
  expect(high(0)).toBeLessThan(10);
  expect(high(100)).toBeGreaterThan(40);
  expect(high(300)).toBeGreaterThan(high(100) + 80);
});

test('a wait of more than a day has no estimate', () => {
  expect(etaSeconds(2_000_000, calm, { ...usualPolicy, capacity: 1 })).toBeNull();
});
