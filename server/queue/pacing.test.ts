import fc from 'fast-check';
import { expect, test } from 'vitest';
import { etaSeconds, nextPollMs } from './pacing.ts';

const state = fc.constantFrom('WAITING' as const, 'ACTIVE' as const, 'EXPIRED' as const);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('whoever is asked to poll again is asked within 45 s, and not sooner than a second', () => {
  fc.assert(
    fc.property(state, fc.integer({ min: 0, max: 2_000_000 }), random, (of, position, chance) => {
      const ms = nextPollMs(of, position, chance);
      expect(ms).toBeGreaterThanOrEqual(1_000);
      expect(ms).toBeLessThanOrEqual(45_000);
    }),
  );
});

test('the answers of a crowd are spread by ±20 %', () => {
  const middle = nextPollMs('WAITING', 5_000, 0.5);
  expect(nextPollMs('WAITING', 5_000, 0)).toBe(middle * 0.8);
  expect(nextPollMs('WAITING', 5_000, 0.999999)).toBeCloseTo(middle * 1.2, -1);
});

test('the nearer the front, the sooner', () => {
  const at = [1, 11, 101, 1_001, 10_001].map((position) => nextPollMs('WAITING', position, 0.5));
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(nextPollMs('WAITING', 10, 0.5)).toBeLessThanOrEqual(2_000);
  expect(nextPollMs('WAITING', 1_000_000, 0.5)).toBe(30_000);
});

test('an estimate is a range around position ÷ pace, never better than the rate allows', () => {
  expect(etaSeconds(100, 10, 6_000)).toEqual({ low: 7, high: 15 });
  expect(etaSeconds(100, 10, 60)).toEqual({ low: 75, high: 150 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (position, pace) => {
      const eta = etaSeconds(position, pace, 600_000);
      expect(eta).not.toBeNull();
      if (eta !== null) expect(eta.low).toBeLessThanOrEqual(eta.high);
    }),
  );
});

test('while nobody is being admitted there is no estimate', () => {
  expect(etaSeconds(5, 0, 600)).toBeNull();
});
