import { expect, test } from 'vitest';
import { waitPercentile } from '../queue/queue.ts';
import { waitBucketOf } from '../queue/wait-buckets.ts';
import { pointsOf, type Sample } from './points.ts';

const minuteMs = 60_000;
const sample = (minute: number, values: Partial<Sample>): Sample => ({
  at: new Date(minute * minuteMs),
  ...{ waiting: 0, active: 0, capacity: 5, joins: 0, admissions: 0, completions: 0, noShows: 0 },
  ...{ waits: [], held: 0, sold: 0, revenue: 0 },
  ...values,
});

test('a minute without a row has the levels of the one before, and no counts', () => {
  const samples = [sample(1, { joins: 4, sold: 2 }), sample(4, { joins: 9, sold: 3 })];
  const points = pointsOf(samples, 0, minuteMs);
  expect(points.map(({ at, joins, sold }) => [Date.parse(at) / minuteMs, joins, sold])).toEqual([
    [1, 4, 2],
    [2, 0, 2],
    [3, 0, 2],
    [4, 5, 3],
  ]);
});

test('the row before the period gives the first count, and is no point itself', () => {
  const samples = [sample(1, { joins: 4 }), sample(4, { joins: 9 })];
  const points = pointsOf(samples, 3 * minuteMs, minuteMs);
  expect(points.map(({ at, joins }) => [Date.parse(at) / minuteMs, joins])).toEqual([
    [3, 0],
    [4, 5],
  ]);
});

test('a percentile of waits is within an eighth of the exact one', () => {
  for (const seconds of [1.5, 4, 20, 90, 700, 4_000, 40_000]) {
    const counts = Array.from({ length: 52 }, () => 0);
    const exact: number[] = [];
    for (let at = 1; at <= 200; at++) {
      const wait = (seconds * at) / 100;
      exact.push(wait);
      const bucket = waitBucketOf(wait * 1_000) - 1;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    for (const rank of [0.5, 0.9]) {
      const found = waitPercentile(counts, rank) ?? NaN;
      const wanted = exact[rank * 200 - 1] ?? NaN;
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(Math.max(wanted / 8, 0.5));
    }
  }
  expect(waitPercentile([0, 0], 0.5)).toBeNull();
});
