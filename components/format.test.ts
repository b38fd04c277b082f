import { expect, test } from 'vitest';
import { clock, formatsOf, useFormats } from './format.tsx';
import { inLanguage } from '#tests/support/components.tsx';

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

test('won amounts follow the language', () => {
  expect(inLanguage('ko', useFormats).won(1_234_567)).toBe('1,234,567원');
  expect(inLanguage('en', useFormats).won(1_234_567)).toBe('₩1,234,567');
});

test('times are in Seoul’s zone, even if the UTC date differs', () => {
  const { moment, day, time } = inLanguage('ko', useFormats);
  const lateInUtc = '2049-12-31T15:30:00.000Z';
  expect(day(lateInUtc)).toBe('2050년 1월 1일 (토)');
  expect(time(lateInUtc)).toBe('오전 12:30');
  expect(moment(lateInUtc)).toBe('2050년 1월 1일 (토) 오전 12:30');
});

const now = Date.parse('2026-11-29T12:00:00+09:00');
test.each([
  ['2026-12-13T19:00:00+09:00', '12월 13일 (일) 오후 7:00', 'Sun, Dec 13, 7:00 PM KST'],
  ['2026-12-13T12:05:00+09:00', '12월 13일 (일) 오후 12:05', 'Sun, Dec 13, 12:05 PM KST'],
  ['2027-01-01T00:00:00+09:00', '1월 1일 (금) 오전 12:00', 'Fri, Jan 1, 12:00 AM KST'],
  ['2026-09-01T09:30:00+09:00', '9월 1일 (화) 오전 9:30', 'Tue, Sep 1, 9:30 AM KST'],
  [
    '2027-12-13T19:00:00+09:00',
    '2027년 12월 13일 (월) 오후 7:00',
    'Mon, Dec 13, 2027, 7:00 PM KST',
  ],
  [
    '2025-12-13T19:00:00+09:00',
    '2025년 12월 13일 (토) 오후 7:00',
    'Sat, Dec 13, 2025, 7:00 PM KST',
  ],
])(
  '%s is formatted as %s and %s: weekday, zone in English, year only if it is not implied',
  (iso, korean, english) => {
    expect(formatsOf('ko', now).moment(iso)).toBe(korean);
    expect(formatsOf('en', now).moment(iso)).toBe(english);
  },
);

test('two days are a range, one day is a single date', () => {
  const { days } = formatsOf('ko', now);
  expect(days('2026-12-13T19:00:00+09:00', '2026-12-27T19:00:00+09:00')).toBe(
    '12월 13일 (일) ~ 12월 27일 (일)',
  );
  expect(days('2026-12-13T14:00:00+09:00', '2026-12-13T19:00:00+09:00')).toBe('12월 13일 (일)');
});

test.each([
  ['11:14', '11:26', '오후 8:14~8:26', '8:14–8:26 PM KST'],
  ['02:50', '03:10', '오전 11:50~오후 12:10', '11:50 AM–12:10 PM KST'],
  ['14:50', '15:10', '오후 11:50~오전 12:10', '11:50 PM–12:10 AM KST'],
])('from %s to %s in UTC is “%s”, “%s”', (low, high, inKorean, inEnglish) => {
  const range = ['ko', 'en'] as const;
  expect(
    range.map((locale) =>
      formatsOf(locale, now).timeRange(`2026-12-06T${low}:00Z`, `2026-12-06T${high}:00Z`),
    ),
  ).toEqual([inKorean, inEnglish]);
});

test('weekdays and months agree with Intl', () => {
  const english = new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Seoul',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  });
  const korean = new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', weekday: 'short' });
  for (let at = 0; at < 370; at += 1) {
    const date = new Date(now + (at - 180) * 86_400_000 + at * 3_600_000);
    const year = Math.abs(date.getTime() - now) < 183 * 86_400_000;
    if (!year) continue;
    expect(formatsOf('en', now).day(date.toISOString())).toBe(english.format(date));
    expect(formatsOf('ko', now).day(date.toISOString())).toContain(`(${korean.format(date)})`);
  }
});
