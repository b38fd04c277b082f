import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { useEtaText } from './eta-text.ts';

test.each([
  [0, 0, 'Within a minute', '1분 안에'],
  [0, 61, 'Within 2 min', '2분 안에'],
  [60, 61, 'About 1–2 min', '약 1~2분'],
  [120, 120, 'Within 2 min', '2분 안에'],
  [119, 300, 'About 1–5 min', '약 1~5분'],
  [3_600, 7_200, 'About 60–120 min', '약 60~120분'],
  [0, 7_201, 'Within 3 hours', '3시간 안에'],
  [1_800, 7_800, 'About 30 min to 3 hours', '약 30분~3시간'],
  [3_599, 7_201, 'About 59 min to 3 hours', '약 59분~3시간'],
  [3_600, 7_201, 'About 1–3 hours', '약 1~3시간'],
  [10_800, 10_800, 'Within 3 hours', '3시간 안에'],
  [7_200, 7_201, 'About 2–3 hours', '약 2~3시간'],
  [7_200, 10_801, 'Unlikely today', '오늘은 어려워요'],
])(
  '%i to %i seconds are “%s”, “%s”: never less than the estimate',
  (low, high, inEnglish, inKorean) => {
    expect(inLanguage('en', useEtaText)({ low, high })).toBe(inEnglish);
    expect(inLanguage('ko', useEtaText)({ low, high })).toBe(inKorean);
  },
);
