import { expect, test } from 'vitest';
import type { Concert } from './concert.ts';
import { seatRanges, shownDates } from './shown-dates.ts';

type ConcertDate = Concert['dates'][number];

const date = (performanceId: number, change: Partial<ConcertDate> = {}): ConcertDate => ({
  performanceId,
  startsAt: '2026-12-14T10:00:00.000Z',
  seats: 'MANY',
  grades: [
    { grade: 'VIP', price: 154_000 },
    { grade: 'A', price: 66_000 },
  ],
  plan: [1, 2, 3, 4].map((seat) => ({
    seat,
    grade: seat === 2 || seat === 3 ? 'A' : 'VIP',
    kind: 'STANDARD' as const,
    row: null,
    column: null,
  })),
  ...change,
});
const now = new Date('2026-12-01T00:00:00Z');

test('seat numbers are ranges', () => {
  expect(seatRanges([1, 2, 3, 7, 9, 10], '~')).toBe('1~3, 7, 9~10');
  expect(seatRanges([], '~')).toBe('');
});

test('dates with the same plan and prices share one, and other prices make another', () => {
  const grades = [
    { grade: 'VIP', price: 154_000 },
    { grade: 'A', price: 77_000 },
  ];
  const { dates, plans } = shownDates([date(1), date(2), date(3, { grades })], { now, to: '~' });
  expect(dates.map(({ plan }) => plan)).toEqual([0, 0, 1]);
  expect(plans).toHaveLength(2);
  expect(plans[1]?.grades).toEqual([
    { grade: 'VIP', price: 154_000, seats: '1, 4' },
    { grade: 'A', price: 77_000, seats: '2~3' },
  ]);
});

test('a date is past from its start', () => {
  const isPast = (at: string) =>
    shownDates([date(1)], { now: new Date(at), to: '~' }).dates[0]?.isPast;
  expect([isPast('2026-12-14T09:59:59Z'), isPast('2026-12-14T10:00:00Z')]).toEqual([false, true]);
});
