import { expect, test } from 'vitest';
import { clock, useFormats } from './format.tsx';
import { inLanguage } from './testing/words.tsx';

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [60, '1:00'],
  [249, '4:09'],
  [600, '10:00'],
  [3_661, '61:01'],
])('%i seconds are %s', (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});

test('won as each language writes them', () => {
  expect(inLanguage('ko', useFormats).won(1_234_567)).toBe('1,234,567원');
  expect(inLanguage('en', useFormats).won(1_234_567)).toBe('₩1,234,567');
});

test('a show’s time is Seoul’s, also where that is another day', () => {
  const { moment, day, time } = inLanguage('ko', useFormats);
  const lateInUtc = '2029-12-31T15:30:00.000Z';
  expect(day(lateInUtc)).toBe('2030년 1월 1일 화');
  expect(time(lateInUtc)).toBe('오전 12:30');
  expect(moment(lateInUtc)).toBe('2030년 1월 1일 화 오전 12:30');
});
