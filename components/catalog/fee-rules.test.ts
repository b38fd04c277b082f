import { expect, test } from 'vitest';
import { defaultFeeSchedule } from '#server/fees/fees.schema.ts';
import { inLanguage } from '#tests/support/components.tsx';
import { useFeeDates, useFeeRules } from './fee-rules.ts';

const rulesOf = (schedule: typeof defaultFeeSchedule, locale: 'ko' | 'en' = 'en') =>
  inLanguage(locale, () => useFeeRules(schedule));

test('every span of days is listed with its fee, followed by the last day to cancel', () => {
  expect(rulesOf(defaultFeeSchedule)).toEqual([
    'Until 10 days before the show: free',
    '9 to 7 days before: 10%',
    '6 to 3 days before: 20%',
    '2 to 1 days before: 30%',
    'No cancellations from the day of the show.',
  ]);
  expect(rulesOf(defaultFeeSchedule, 'ko')).toEqual([
    '공연 10일 전까지: 수수료 없음',
    '9~7일 전: 10%',
    '6~3일 전: 20%',
    '2~1일 전: 30%',
    '공연 당일부터는 취소할 수 없어요.',
  ]);
});

test('a concert’s own schedule is listed', () => {
  expect(
    rulesOf([
      { fromDays: 30, percent: 5 },
      { fromDays: 29, percent: 50 },
      { fromDays: 14, percent: 90 },
    ]),
  ).toEqual([
    'Until 30 days before the show: 5%',
    '29 days before: 50%',
    '28 to 14 days before: 90%',
    'No cancellations from 13 days before the show.',
  ]);
});

test('without a schedule, the list says only that cancelling is impossible', () => {
  expect(rulesOf([])).toEqual(['Once paid, it cannot be cancelled.']);
});

const startsAt = '2026-11-30T19:30:00+09:00';
const dated = (now: string, cancellationFees = defaultFeeSchedule, locale: 'ko' | 'en' = 'en') =>
  inLanguage(locale, () => useFeeDates({ cancellationFees, startsAt, price: 165_005 }, now));

test('for one performance, days are dates and fees are amounts, rounded down like the charged fee', () => {
  expect(dated('2026-10-01T12:00:00+09:00')).toEqual([
    'Until Nov 20: free',
    'Nov 21 to Nov 23: 10% (₩16,500)',
    'Nov 24 to Nov 27: 20% (₩33,001)',
    'Nov 28 to Nov 29: 30% (₩49,501)',
    'No cancellations from Nov 30.',
  ]);
  expect(dated('2026-10-01T12:00:00+09:00', defaultFeeSchedule, 'ko').slice(-2)).toEqual([
    '11월 28일 ~ 11월 29일: 30% (49,501원)',
    '11월 30일부터는 취소할 수 없어요.',
  ]);
});

test('spans that are past in Seoul are omitted; with none left, the list says that cancelling is impossible', () => {
  expect(dated('2026-11-23T23:59:59+09:00')[0]).toBe('Until Nov 23: 10% (₩16,500)');
  expect(dated('2026-11-23T15:00:00Z')[0]).toBe('Until Nov 27: 20% (₩33,001)');
  expect(dated('2026-11-29T23:59:59+09:00')).toEqual([
    'Until Nov 29: 30% (₩49,501)',
    'No cancellations from Nov 30.',
  ]);
  expect(dated('2026-11-30T00:00:00+09:00')).toEqual(['Once paid, it cannot be cancelled.']);
  expect(dated('2026-10-01T12:00:00+09:00', [])).toEqual(['Once paid, it cannot be cancelled.']);
});

test('a span of one day shows that day', () => {
  const schedule = [
    { fromDays: 3, percent: 0 },
    { fromDays: 2, percent: 50 },
  ];
  expect(dated('2026-10-01T12:00:00+09:00', schedule)).toEqual([
    'Until Nov 27: free',
    'Nov 28: 50% (₩82,502)',
    'No cancellations from Nov 29.',
  ]);
});
