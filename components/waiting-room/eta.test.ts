import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { nextWait, type ShownWait, steadyEta, useEtaText } from './eta.ts';

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

test('a small change of the estimate keeps the shown one; a larger change, a start or an end replaces it', () => {
  const shown = { low: 60, high: 120 };
  expect(steadyEta(shown, { low: 58, high: 122 })).toBe(shown);
  expect(steadyEta(shown, { low: 60, high: 126 })).toEqual({ low: 60, high: 126 });
  expect(steadyEta(shown, { low: 30, high: 120 })).toEqual({ low: 30, high: 120 });
  expect(steadyEta(shown, null)).toBeNull();
  expect(steadyEta(null, shown)).toBe(shown);
});

test('a wait that grows by a minute at the same position is marked until it shrinks or the position changes', () => {
  const at = (shown: ShownWait, high: number, position = 1) =>
    nextWait(shown, { position, etaSeconds: { low: 600, high } });
  const first: ShownWait = { eta: { low: 600, high: 900 }, position: 1, grows: false };
  expect(at(first, 903)).toBe(first); // The change of 3 s is within the tolerance.
  const grown = at(first, 950);
  expect(grown).toMatchObject({ eta: { high: 950 }, grows: true });
  // The estimate still shows 16 minutes.
  expect(at(grown, 925)).toMatchObject({ eta: { high: 925 }, grows: true });
  expect(at(grown, 880)).toMatchObject({ grows: false });
  expect(at({ ...grown, position: 2 }, 950, 1)).toMatchObject({ grows: false });
  expect(at({ ...first, position: 2 }, 1_200, 1)).toMatchObject({ grows: false });
  expect(nextWait(grown, { position: 1, etaSeconds: null })).toEqual({
    eta: null,
    position: 1,
    grows: false,
  });
  expect(at({ eta: null, position: 1, grows: false }, 900)).toMatchObject({ grows: false });
});
