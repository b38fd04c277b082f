import { expect, test } from 'vitest';
import { amountOf } from './amount.ts';

test.each([
  ['1', 1],
  ['50000', 50_000],
  ['50,000', 50_000],
  ['₩ 50,000', 50_000],
  ['50,000원', 50_000],
  ['10000000', 10_000_000],
  ['１００００', 10_000], // A Korean or Japanese keyboard types full-width digits.
  ['１０，０００', 10_000],
  ['￦１０，０００', 10_000],
  ['１０，０００　원', 10_000],
  ['1,0000', 10_000], // A user inserts a digit into a grouped number.
  ['10\u00a0000', 10_000],
  ['\u202f10 000 ', 10_000],
])('“%s” is %i won', (text, amount) => {
  expect(amountOf(text)).toBe(amount);
});

test.each([
  '',
  ' ',
  '0',
  '000',
  '-5',
  '+5',
  '1.5',
  '1e3',
  '5만',
  '١',
  '10000001',
  '9'.repeat(30),
  '１．５',
  '－５',
  '＋５',
  '1²',
  '①',
  '五',
  '5원0',
  '5₩',
  '१',
])('“%s” is rejected as an amount', (text) => {
  expect(amountOf(text)).toBeNull();
});
