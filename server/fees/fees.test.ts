import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysBefore, defaultFeeSchedule } from './fees.schema.ts';
import { cancellationFeeKrw, freeUntilAfterMove } from './fees.ts';

/** Returns a time in Seoul in November 2026. The performance starts on 30 November at 19:00. */
const seoul = (day: number, time: string) =>
  new Date(`2026-11-${String(day).padStart(2, '0')}T${time}+09:00`);
const show = seoul(30, '19:00:00');
const feeAt = (now: Date) => cancellationFeeKrw([100_000n], defaultFeeSchedule, show, now);

test.each([
  ['11 days before', 19, 0n],
  ['10 days before', 20, 0n],
  ['9 days before', 21, 10_000n],
  ['7 days before', 23, 10_000n],
  ['6 days before', 24, 20_000n],
  ['3 days before', 27, 20_000n],
  ['2 days before', 28, 30_000n],
  ['1 day before', 29, 30_000n],
  ['on the day', 30, null],
])(
  '%s, from the first to the last moment of the day in Seoul, the fee is the schedule’s',
  (_, day, fee) => {
    for (const time of ['00:00:00', '12:00:00', '23:59:59.999'])
      expect(feeAt(seoul(day, time))).toBe(fee);
  },
);

test('after the performance cancelling is refused', () => {
  expect(feeAt(new Date(show.getTime() + 1))).toBeNull();
  expect(feeAt(new Date(show.getTime() + 40 * 86_400_000))).toBeNull();
});

test('days are Seoul’s days, not UTC’s', () => {
  expect(daysBefore(show, new Date('2026-11-29T15:30:00Z'))).toBe(0);
  expect(daysBefore(show, new Date('2026-11-29T14:59:59Z'))).toBe(1);
});

test('a performance after midnight belongs to its own day', () => {
  expect(daysBefore(seoul(30, '00:30:00'), seoul(29, '23:59:00'))).toBe(1);
});

test('default fees do not rise with the time left, are at most 30 %, and round down to whole won', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 40_000_000n }),
      fc.integer({ min: 1, max: 60 }),
      (amount, days) => {
        const at = (before: number) =>
          cancellationFeeKrw(
            [amount],
            defaultFeeSchedule,
            show,
            new Date(show.getTime() - before * 86_400_000),
          ) ?? -1n;
        expect(at(days)).toBeGreaterThanOrEqual(at(days + 1));
        expect(at(days) * 10n).toBeLessThanOrEqual(amount * 3n);
      },
    ),
  );
});

test('after a move, earlier reservations are free of a fee for 7 days, at most until the new start', () => {
  const movedAt = seoul(10, '12:00:00');
  const free = (startsAt: Date, reservedAt: Date) =>
    freeUntilAfterMove({ movedAt, startsAt }, reservedAt);
  expect(free(show, movedAt)).toEqual(seoul(17, '12:00:00'));
  expect(free(seoul(12, '19:00:00'), seoul(1, '00:00:00'))).toEqual(seoul(12, '19:00:00'));
  expect(free(show, new Date(movedAt.getTime() + 1))).toBeNull();
  expect(freeUntilAfterMove({ movedAt: null, startsAt: show }, movedAt)).toBeNull();
  const fee = (now: Date, startsAt: Date) =>
    cancellationFeeKrw([100_000n], defaultFeeSchedule, startsAt, now, free(startsAt, movedAt));
  expect(fee(seoul(17, '11:59:59'), seoul(18, '19:00:00'))).toBe(0n);
  expect(fee(seoul(17, '12:00:00'), seoul(18, '19:00:00'))).toBe(30_000n);
  expect(fee(seoul(12, '18:59:59'), seoul(12, '19:00:00'))).toBe(0n); // on the day of the show
  expect(fee(seoul(12, '19:00:00'), seoul(12, '19:00:00'))).toBeNull();
  // The last fee-free day of the schedule, 10 days before the new start, is the later term.
  expect(fee(seoul(20, '23:59:59'), show)).toBe(0n);
  expect(fee(seoul(21, '00:00:00'), show)).toBe(10_000n);
});

test('each seat has its own fee, rounded down, so seats cost the same one by one and together', () => {
  const fee = (...prices: bigint[]) =>
    cancellationFeeKrw(
      prices,
      [{ fromDays: 1, percent: 10 }],
      show,
      new Date(show.getTime() - 86_400_000),
    );
  expect([fee(19n), fee(19n, 19n), fee(38n), fee()]).toEqual([1n, 2n, 3n, 0n]);
});
