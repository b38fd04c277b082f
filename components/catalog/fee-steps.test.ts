import { expect, test } from 'vitest';
import { defaultFeeSchedule } from '#server/fees/fees.schema.ts';
import { seoulDay } from '#components/format.tsx';
import { feeSteps } from './fee-steps.ts';

const startsAt = '2026-12-14T10:00:00Z';
const steps = (now: string, schedule = defaultFeeSchedule) =>
  feeSteps(schedule, startsAt, now).map(({ percent, day }) => [percent, seoulDay(day).slice(5)]);

test('each fee has its last day, and cancelling ends with a first day', () => {
  expect(steps('2026-11-29T00:00:00Z')).toEqual([
    [0, '12-04'],
    [10, '12-07'],
    [20, '12-11'],
    [30, '12-13'],
    [null, '12-14'],
  ]);
});

test('a fee is left out from the day after its last day in Seoul', () => {
  expect(steps('2026-12-04T14:59:00Z')[0]).toEqual([0, '12-04']);
  expect(steps('2026-12-04T15:00:00Z')[0]).toEqual([10, '12-07']);
  expect(steps('2026-12-13T15:00:00Z')).toEqual([[null, '12-14']]);
});

test('a schedule that ends earlier says from which day cancelling is impossible', () => {
  expect(steps('2026-11-29T00:00:00Z', [{ fromDays: 7, percent: 0 }])).toEqual([
    [0, '12-07'],
    [null, '12-08'],
  ]);
});
