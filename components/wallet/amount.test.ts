import { expect, test } from 'vitest';
import { amountOf } from './amount.ts';

test.each([
  ['1', 1],
  ['50000', 50_000],
  ['50,000', 50_000],
  ['₩ 50,000', 50_000],
  ['50,000원', 50_000],
  ['10000000', 10_000_000],
])('“%s” is %i won', (text, amount) => {
  expect(amountOf(text)).toBe(amount);
});

test.each(['', ' ', '0', '000', '-5', '+5', '1.5', '1e3', '5만', '١', '10000001', '9'.repeat(30)])(
  '“%s” is no amount',
  (text) => {
    expect(amountOf(text)).toBeNull();
  },
);
