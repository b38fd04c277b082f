import { expect, test } from 'vitest';
import { GrowthDelays } from './growth-delays.ts';

test('each user counts each growth once, and their first value counts as no growth', () => {
  const delays = new GrowthDelays();
  delays.record(1, 10, 1_000);
  delays.record(1, 12, 1_300); // user 1 learns of lengths 11 and 12 in one update
  delays.record(1, 12, 1_400);
  delays.record(2, 12, 1_500);
  delays.record(2, 11, 1_550); // an older snapshot shows no growth
  delays.record(2, 13, 1_600);
  const grownAt = new Map([
    [11, 1_100],
    [12, 1_200],
    [13, 1_590],
  ]);
  expect(delays.delays(grownAt)).toEqual({ seen: 3, p50: 100, p99: 200 });
});
