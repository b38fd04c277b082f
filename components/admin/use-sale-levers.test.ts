import { expect, test } from 'vitest';
import { saleInput } from '#server/admin/admin.schema.ts';
import { defaultFeeSchedule } from '#server/payment/fee.schema.ts';
import { inLanguage } from '../testing/words.tsx';
import { feesAsTyped, typedFees } from './lever.ts';
import { type Sale, useSaleLevers } from './use-sale-levers.ts';

const usual: Sale = { maxSeats: 4, orphanRule: false, cancellationFees: defaultFeeSchedule };
const lever = (name: string, given: Partial<Sale> = {}) => {
  const found = inLanguage('en', () => useSaleLevers({ ...usual, ...given })).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no lever ${name}`);
  return found;
};
/** What the server would be asked for; null where its schema does not take it. */
const asked = (name: string, typed: string) =>
  saleInput.safeParse({ concertId: 1, reason: 'a test', ...lever(name).changeOf(typed) }).data ?? null;

test('the rule about single seats is switched to what it is not', () => {
  expect(lever('orphanRule').changeOf('')).toEqual({ orphanRule: true });
  expect(lever('orphanRule', { orphanRule: true }).changeOf('')).toEqual({ orphanRule: false });
});

test('fields begin with what holds, as it can be typed', () => {
  expect(lever('maxSeats').field?.initial).toBe('4');
  expect(lever('cancellationFees')).toMatchObject({
    value: 'from 10 days 0% · from 7 days 10% · from 3 days 20% · from 1 day 30%',
    field: { initial: '10:0, 7:10, 3:20, 1:30' },
  });
  expect(typedFees(feesAsTyped(defaultFeeSchedule))).toEqual(defaultFeeSchedule);
});

test('fees are typed as days and percent; nothing typed is what all concerts have', () => {
  expect(asked('cancellationFees', ' 30:5 ,2 : 50% ')).toMatchObject({
    cancellationFees: [
      { fromDays: 30, percent: 5 },
      { fromDays: 2, percent: 50 },
    ],
  });
  expect(asked('cancellationFees', ' ')).toMatchObject({ cancellationFees: null });
});

test.each(['10', '10:', ':5', '10:5:3', '10:5,', '10:5, 10:6', '5:1, 10:2', '10:5, 3:1', '0:5', '10:100', 'ten:5', '1e1:5'])(
  '“%s” is no fee schedule',
  (typed) => {
    expect(asked('cancellationFees', typed)).toBeNull();
  },
);

test.each(['', '0', '51', '1.5'])('“%s” is no number of seats per person', (typed) => {
  expect(asked('maxSeats', typed)).toBeNull();
});
