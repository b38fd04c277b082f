import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextPollMs } from './pacing.ts';

const state = fc.constantFrom('WAITING' as const, 'ACTIVE' as const, 'EXPIRED' as const);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const load = fc.double({ min: 0, max: 1, noNaN: true });
const places = [1, 11, 101, 1_001, 10_001];
const waiting = (position: number, { random = 0.5, load = 0 } = {}) => nextPollMs('WAITING', position, { random, load });

test('whoever is asked to poll again is asked within 45 s, and not sooner than a second', () => {
  fc.assert(
    fc.property(state, fc.integer({ min: 0, max: 2_000_000 }), random, load, (of, position, chance, busy) => {
      const ms = nextPollMs(of, position, { random: chance, load: busy });
      expect(ms).toBeGreaterThanOrEqual(1_000);
      expect(ms).toBeLessThanOrEqual(45_000);
    }),
  );
});

test.each([
  ['idle', 0],
  ['busy', 1],
])('the answers of a crowd are spread by ±20 %, also up to the longest, when the instance is %s', (_, busy) => {
  for (const position of places) {
    const middle = waiting(position, { load: busy });
    expect(waiting(position, { load: busy, random: 0 })).toBe(middle * 0.8);
    expect(waiting(position, { load: busy, random: 0.999999 })).toBeCloseTo(middle * 1.2, -1);
  }
});

test('the nearer the front, the sooner', () => {
  const at = places.map((position) => waiting(position));
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(waiting(10)).toBeLessThanOrEqual(2_000);
  expect(waiting(1_000_000)).toBe(30_000);
});

test('a busy instance has its crowd come half as often, within the bound; below 70 % of its time nobody is slowed down', () => {
  expect(places.map((position) => waiting(position, { load: 0.7 }))).toEqual(places.map((position) => waiting(position)));
  expect(waiting(500, { load: 0.85 })).toBeCloseTo(1.5 * waiting(500));
  expect(waiting(500, { load: 1 })).toBeCloseTo(2 * waiting(500));
  expect(waiting(1_000_000, { load: 1 })).toBe(37_500);
});

test('the first in line, and those whose turn it is, are never slowed down', () => {
  expect(waiting(10, { load: 1 })).toBe(waiting(10));
  expect(nextPollMs('ACTIVE', 0, { random: 0.5, load: 1 })).toBe(20_000);
});
