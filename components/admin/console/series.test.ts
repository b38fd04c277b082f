import { expect, test } from 'vitest';
import { aMinute } from '#tests/support/a-minute.ts';
import { chartNames, halfHourSeries, historySeries } from './series.ts';

const rows = [1, 2].map((at) =>
  aMinute({
    waiting: at,
    active: 10 + at,
    capacity: 20 + at,
    joins: 30 + at,
    admissions: 40 + at,
    completions: 50 + at,
    noShows: 60 + at,
    waitP50: 70 + at,
    waitP90: 80 + at,
    held: 90 + at,
    sold: 100 + at,
    revenue: 110 + at,
  }),
);

test('the history draws every figure of a minute in one chart', () => {
  const drawn = chartNames.flatMap((name) => historySeries(name, rows, (value) => value));
  expect(Object.fromEntries(drawn.map(({ label, values }) => [label, values]))).toEqual({
    waiting: [1, 2],
    active: [11, 12],
    capacity: [21, 22],
    joins: [31, 32],
    admissions: [41, 42],
    completions: [51, 52],
    noShows: [61, 62],
    waitP50: [71, 72],
    waitP90: [81, 82],
    held: [91, 92],
    sold: [101, 102],
    revenue: [111, 112],
  });
  expect(drawn).toHaveLength(12);
  for (const name of chartNames) {
    const colours = historySeries(name, rows, String).map(({ colour }) => colour);
    expect([name, new Set(colours).size]).toEqual([name, colours.length]);
  }
});

test('the half hour draws people waiting and inside, and paid bookings per minute at the right', () => {
  expect(halfHourSeries(rows, String)).toEqual([
    { label: 'waiting', colour: 'waiting', isFilled: true, values: [1, 2] },
    { label: 'inside', colour: 'inside', values: [11, 12] },
    { label: 'paid', colour: 'paid', isRate: true, values: [51, 52] },
  ]);
});
