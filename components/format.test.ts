import { expect, test } from 'vitest';
import { languages } from '#server/config/languages.schema.ts';
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
  expect(inLanguage('ja', useFormats).won(1_234_567)).toBe('1,234,567ウォン');
  expect(inLanguage('zh', useFormats).won(1_234_567)).toBe('1,234,567韩元');
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
  {
    iso: '2026-12-13T19:00:00+09:00',
    ko: '12월 13일 (일) 오후 7:00',
    en: 'Sun, Dec 13, 7:00 PM KST',
    ja: '12月13日(日) 19:00',
    zh: '12月13日 周日 韩国时间19:00',
  },
  {
    iso: '2026-12-13T12:05:00+09:00',
    ko: '12월 13일 (일) 오후 12:05',
    en: 'Sun, Dec 13, 12:05 PM KST',
    ja: '12月13日(日) 12:05',
    zh: '12月13日 周日 韩国时间12:05',
  },
  {
    iso: '2027-01-01T00:00:00+09:00',
    ko: '1월 1일 (금) 오전 12:00',
    en: 'Fri, Jan 1, 12:00 AM KST',
    ja: '1月1日(金) 0:00',
    zh: '1月1日 周五 韩国时间0:00',
  },
  {
    iso: '2026-09-01T09:30:00+09:00',
    ko: '9월 1일 (화) 오전 9:30',
    en: 'Tue, Sep 1, 9:30 AM KST',
    ja: '9月1日(火) 9:30',
    zh: '9月1日 周二 韩国时间9:30',
  },
  {
    iso: '2027-12-13T19:00:00+09:00',
    ko: '2027년 12월 13일 (월) 오후 7:00',
    en: 'Mon, Dec 13, 2027, 7:00 PM KST',
    ja: '2027年12月13日(月) 19:00',
    zh: '2027年12月13日 周一 韩国时间19:00',
  },
  {
    iso: '2025-12-13T19:00:00+09:00',
    ko: '2025년 12월 13일 (토) 오후 7:00',
    en: 'Sat, Dec 13, 2025, 7:00 PM KST',
    ja: '2025年12月13日(土) 19:00',
    zh: '2025年12月13日 周六 韩国时间19:00',
  },
])(
  '$iso is formatted as $ko, $en, $ja and $zh: weekday, zone in English and Chinese, year only if it is not implied',
  ({ iso, ...expected }) => {
    for (const locale of languages)
      expect(formatsOf(locale, now).moment(iso)).toBe(expected[locale]);
  },
);

test('two days are a range, one day is a single date', () => {
  const { days } = formatsOf('ko', now);
  expect(days('2026-12-13T19:00:00+09:00', '2026-12-27T19:00:00+09:00')).toBe(
    '12월 13일 (일) ~ 12월 27일 (일)',
  );
  expect(days('2026-12-13T14:00:00+09:00', '2026-12-13T19:00:00+09:00')).toBe('12월 13일 (일)');
  const inOthers = (['en', 'ja', 'zh'] as const).map((locale) =>
    formatsOf(locale, now).days('2026-12-13T19:00:00+09:00', '2026-12-27T19:00:00+09:00'),
  );
  expect(inOthers).toEqual([
    'Sun, Dec 13 – Sun, Dec 27',
    '12月13日(日) 〜 12月27日(日)',
    '12月13日 周日 至 12月27日 周日',
  ]);
});

test.each([
  ['11:14', '11:26', '오후 8:14~8:26', '8:14–8:26 PM KST', '20:14〜20:26', '韩国时间20:14–20:26'],
  [
    '02:50',
    '03:10',
    '오전 11:50~오후 12:10',
    '11:50 AM–12:10 PM KST',
    '11:50〜12:10',
    '韩国时间11:50–12:10',
  ],
  [
    '14:50',
    '15:10',
    '오후 11:50~오전 12:10',
    '11:50 PM–12:10 AM KST',
    '23:50〜0:10',
    '韩国时间23:50–0:10',
  ],
])('from %s to %s in UTC is “%s”, “%s”, “%s”, “%s”', (low, high, ...inEach) => {
  expect(
    languages.map((locale) =>
      formatsOf(locale, now).timeRange(`2026-12-06T${low}:00Z`, `2026-12-06T${high}:00Z`),
    ),
  ).toEqual(inEach);
});

test('weekdays and months agree with Intl', () => {
  const english = new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Seoul',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  });
  const weekday = { timeZone: 'Asia/Seoul', weekday: 'short' } as const;
  const korean = new Intl.DateTimeFormat('ko-KR', weekday);
  const japanese = new Intl.DateTimeFormat('ja-JP', weekday);
  const chinese = new Intl.DateTimeFormat('zh-CN', weekday);
  for (let at = 0; at < 370; at += 1) {
    const date = new Date(now + (at - 180) * 86_400_000 + at * 3_600_000);
    const year = Math.abs(date.getTime() - now) < 183 * 86_400_000;
    if (!year) continue;
    expect(formatsOf('en', now).day(date.toISOString())).toBe(english.format(date));
    expect(formatsOf('ko', now).day(date.toISOString())).toContain(`(${korean.format(date)})`);
    expect(formatsOf('ja', now).day(date.toISOString())).toContain(`(${japanese.format(date)})`);
    expect(formatsOf('zh', now).day(date.toISOString())).toContain(` ${chinese.format(date)}`);
  }
});
