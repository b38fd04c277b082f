import { expect, test } from 'vitest';
import { typedFees, typedNumber } from './admin/control.ts';
import { halfWidth } from './half-width.ts';

test('only full-width characters are converted', () => {
  expect(halfWidth('１０，０００　％：．－＋ａＺ～！￦')).toBe('10,000 %:.-+aZ~!₩');
  for (const text of ['1²', '①', '½', '㎏', '한글', '१', '5만', '👍'])
    expect(halfWidth(text)).toBe(text);
});

test.each(['1000', '1,000', '1 000', '１０００', '１，０００', '１０００　', ' 1000 '])(
  'a control reads “%s” as 1000',
  (typed) => {
    expect(typedNumber(typed)).toBe(1_000);
  },
);

test.each(['１．５', '－5', '1e3', '１²', '五', '', '０ｘ１０'])(
  'a control rejects “%s” as a number',
  (typed) => {
    expect(typedNumber(typed)).toBeNaN();
  },
);

test('a fee schedule can be typed in full width', () => {
  expect(typedFees('１０：０，　７：１０％')).toEqual([
    { fromDays: 10, percent: 0 },
    { fromDays: 7, percent: 10 },
  ]);
});
