import { expect, test } from 'vitest';
import { defaultFeeSchedule } from '#server/payment/fee.schema.ts';
import { inLanguage } from '../testing/words.tsx';
import { useFeeRules } from './fee-rules.ts';

const told = (schedule: typeof defaultFeeSchedule, locale: 'ko' | 'en' = 'en') => inLanguage(locale, () => useFeeRules(schedule));

test('every span of days is told with its fee, and from when on nothing can be cancelled', () => {
  expect(told(defaultFeeSchedule)).toEqual([
    'Until 10 days before the show: free',
    '9 to 7 days before: 10%',
    '6 to 3 days before: 20%',
    '2 to 1 days before: 30%',
    'From the day of the show on, this booking cannot be cancelled.',
  ]);
  expect(told(defaultFeeSchedule, 'ko')).toEqual([
    '공연 10일 전까지: 수수료 없음',
    '9~7일 전: 10%',
    '6~3일 전: 20%',
    '2~1일 전: 30%',
    '공연 당일부터는 이 예매를 취소할 수 없어요.',
  ]);
});

test('a schedule of a concert’s own is told as it is', () => {
  expect(
    told([
      { fromDays: 30, percent: 5 },
      { fromDays: 29, percent: 50 },
      { fromDays: 14, percent: 90 },
    ]),
  ).toEqual([
    'Until 30 days before the show: 5%',
    '29 days before: 50%',
    '28 to 14 days before: 90%',
    'From 13 days before the show on, this booking cannot be cancelled.',
  ]);
});

test('where nothing can ever be cancelled, that is all that is told', () => {
  expect(told([])).toEqual(['This booking cannot be cancelled.']);
});
