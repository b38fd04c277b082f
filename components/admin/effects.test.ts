import { expect, test } from 'vitest';
import { aMinute } from '#tests/support/a-minute.ts';
import { forecast, presetAtLeast } from './effects.ts';
import { ratesOf, turnMinutesOf } from './rates.ts';

const queue = { waiting: 131, active: 1, capacity: 1, ratePerMinute: 300, turnMinutes: 10.4 };

test('a raised capacity admits the difference at once, and the others by the measured length of a turn', () => {
  expect(forecast(queue, { capacity: 20 })).toEqual({
    kind: 'known',
    entering: 19,
    span: { fromMinutes: 48, toMinutes: 70 },
  });
  expect(forecast({ ...queue, turnMinutes: null }, { capacity: 20 })).toEqual({
    kind: 'unknown',
    entering: 19,
    span: null,
  });
});

test('a capacity for everyone who waits admits them all, unless the rate is lower', () => {
  expect(forecast(queue, { capacity: 200 })).toMatchObject({ kind: 'allEnter', entering: 131 });
  expect(forecast(queue, { capacity: 200, ratePerMinute: 60 })).toEqual({
    kind: 'known',
    entering: 60,
    span: { fromMinutes: 1, toMinutes: 3 },
  });
});

test('a capacity below the number of people inside admits nobody and removes nobody', () => {
  expect(forecast({ ...queue, active: 40, capacity: 50 }, { capacity: 20 })).toMatchObject({
    kind: 'overFull',
    entering: 0,
  });
  expect(forecast({ ...queue, waiting: 0 }, { capacity: 20 }).kind).toBe('nobodyWaits');
});

test('the length of a turn is the mean number of people inside by admissions per minute', () => {
  const rows = [aMinute({ active: 20, admissions: 2 }), aMinute({ active: 20, admissions: 2 })];
  expect(turnMinutesOf(rows)).toBe(10);
  expect(turnMinutesOf([aMinute({ active: 20 })])).toBeNull();
  expect(turnMinutesOf([])).toBeNull();
  expect(ratesOf([aMinute({ joins: 100 }), ...rows], 2)).toMatchObject({ joins: 0, admissions: 2 });
  expect(ratesOf([], 5)).toBeNull();
});

test('a proposed value is a usual one and never too small', () => {
  expect([4, 5, 17, 101, 90_000].map(presetAtLeast)).toEqual([5, 5, 20, 200, 100_000]);
});
