import { expect, test } from 'vitest';
import { amountOf, caretIn, grouped } from './amount.ts';

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
  ['10,000ウォン', 10_000],
  ['10,000韩元', 10_000],
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

test.each([
  ['', ''],
  ['5', '5'],
  ['616000', '616,000'],
  ['6160,00', '616,000'],
  ['６１６０００', '616,000'],
  ['￦１０，０００원', '10,000'],
  ['0050', '50'],
  ['000', '0'],
  ['5만', '5만'],
  ['-5', '-5'],
])('“%s” is shown as “%s” while it is typed', (typed, shown) => {
  expect(grouped(typed)).toBe(shown);
});

/** `|` marks the caret. */
test.each([
  ['616000|', '616,000|'],
  ['129|,345', '129|,345'],
  ['1293|45', '129,3|45'],
  ['1|000', '1|,000'], // A backspace removed the comma.
  ['|1000', '|1,000'],
  ['６１６０００|', '616,000|'],
])('the caret stays between its digits: “%s” becomes “%s”', (typed, shown) => {
  const text = typed.replace('|', '');
  const at = caretIn(grouped(text), text, typed.indexOf('|'));
  expect(`${grouped(text).slice(0, at)}|${grouped(text).slice(at)}`).toBe(shown);
});
