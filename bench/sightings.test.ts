import { expect, test } from 'vitest';
import { Sightings } from './sightings.ts';

test('each person learns of each growth once, and what they learn first is no news', () => {
  const sightings = new Sightings();
  sightings.record(1, 10, 1_000);
  sightings.record(1, 12, 1_300); // 11 and 12 at once
  sightings.record(1, 12, 1_400);
  sightings.record(2, 12, 1_500);
  sightings.record(2, 11, 1_550); // an older board
  sightings.record(2, 13, 1_600);
  const grownAt = new Map([
    [11, 1_100],
    [12, 1_200],
    [13, 1_590],
  ]);
  expect(sightings.delays(grownAt)).toEqual({ seen: 3, p50: 100, p99: 200 });
});
