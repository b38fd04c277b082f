import { expect, test } from 'vitest';
import { type Language, languages } from '#server/config/languages.schema.ts';
import { inLanguage } from '#tests/support/components.tsx';
import { typedDuration, useDuration } from './duration.ts';

const said = (locale: Language, seconds: number) => inLanguage(locale, useDuration)(seconds);

test('a duration shows hours, minutes and seconds, and omits units that are zero', () => {
  expect([600, 90, 59, 3_600, 86_399, 0].map((seconds) => said('ko', seconds))).toEqual([
    '10분',
    '1분 30초',
    '59초',
    '1시간',
    '23시간 59분 59초',
    '0초',
  ]);
  expect(said('en', 5_401)).toBe('1 h 30 min 1 s');
});

test('a duration can be typed as it is displayed, in each language', () => {
  for (const seconds of [1, 59, 60, 301, 3_600, 86_400])
    for (const locale of languages) expect(typedDuration(said(locale, seconds))).toBe(seconds);
});

test.each([
  ['5:01', 301],
  ['1:00:00', 3_600],
  ['90s', 90],
  [' 10 minutes 5 seconds ', 605],
  ['１０분', 600],
])('“%s” is %d seconds', (typed, seconds) => {
  expect(typedDuration(typed)).toBe(seconds);
});

test.each(['', ' ', '600', '10:', ':30', '1:60', '-1분', '1.5분', '30초 10분', 'soon'])(
  '“%s” is rejected as a duration',
  (typed) => {
    expect(typedDuration(typed)).toBeNaN();
  },
);
