import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heartbeatMs, nextPollMs } from './poll-interval.ts';

const state = fc.constantFrom('WAITING' as const, 'ACTIVE' as const, 'EXPIRED' as const);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const load = fc.double({ min: 0, max: 1, noNaN: true });
const position = fc.integer({ min: 0, max: 2_000_000 });
const places = [1, 11, 101, 1_001, 10_001];
const graces = fc.integer({ min: 1, max: 3_600_000 });
const waiting = (position: number, { random = 0.5, load = 0, graceMs = 180_000 } = {}) =>
  nextPollMs('WAITING', position, { random, load, graceMs });

test('a poll interval is between one and 45 seconds', () => {
  fc.assert(
    fc.property(state, position, random, load, graces, (of, place, chance, busy, graceMs) => {
      const ms = nextPollMs(of, place, { random: chance, load: busy, graceMs });
      expect(ms).toBeGreaterThanOrEqual(1_000);
      expect(ms).toBeLessThanOrEqual(45_000);
    }),
  );
});

test.each([
  ['idle', 0],
  ['busy', 1],
])(
  'the intervals of many users are spread by ±20 %, also the longest, when the instance is %s',
  (_, busy) => {
    for (const position of places) {
      const middle = waiting(position, { load: busy });
      expect(waiting(position, { load: busy, random: 0 })).toBe(middle * 0.8);
      expect(waiting(position, { load: busy, random: 0.999999 })).toBeCloseTo(middle * 1.2, -1);
    }
  },
);

test('a waiting client that obeys polls four times within the grace time, and is spread, however short that is', () => {
  fc.assert(
    fc.property(
      position,
      random,
      load,
      fc.integer({ min: 6_000, max: 3_600_000 }),
      (place, chance, busy, graceMs) => {
        expect(waiting(place, { random: chance, load: busy, graceMs })).toBeLessThanOrEqual(
          Math.ceil(graceMs / 4),
        );
        expect(heartbeatMs({ random: chance, graceMs })).toBeLessThanOrEqual(
          Math.ceil(graceMs / 4),
        );
      },
    ),
  );
  for (const graceMs of [1_000, 20_000]) {
    const [least, most] = [0, 0.999999].map((random) =>
      waiting(1_000_000, { random, graceMs }),
    ) as [number, number];
    expect(most / least).toBeCloseTo(1.5, 1);
  }
});

test('a heartbeat comes every 36 to 44 s if the grace time is long, spread over clients', () => {
  const at = [0, 0.5, 0.999999].map((random) => heartbeatMs({ random, graceMs: 180_000 }));
  expect(at).toEqual([36_000, 40_000, 44_000]);
});

test('intervals shorten towards the front', () => {
  const at = places.map((position) => waiting(position));
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(waiting(10)).toBeLessThanOrEqual(2_000);
  expect(waiting(1_000_000)).toBe(30_000);
});

test('a busy instance doubles intervals, within the bound; below 70 % load it changes none', () => {
  expect(places.map((position) => waiting(position, { load: 0.7 }))).toEqual(
    places.map((position) => waiting(position)),
  );
  expect(waiting(500, { load: 0.85 })).toBeCloseTo(1.5 * waiting(500));
  expect(waiting(500, { load: 1 })).toBeCloseTo(2 * waiting(500));
  expect(waiting(1_000_000, { load: 1 })).toBe(37_500);
});

test('the first users and active ones are never slowed down', () => {
  expect(waiting(10, { load: 1 })).toBe(waiting(10));
  expect(nextPollMs('ACTIVE', 0, { random: 0.5, load: 1, graceMs: 1_000 })).toBe(20_000);
});
