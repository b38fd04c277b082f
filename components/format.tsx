import { useLocale, useNow } from 'next-intl';
import { languages } from '#server/config/languages.schema.ts';
// Imports only a type, so that no messages enter the browser's bundle.
import type { Locale } from './messages/index.ts';

const weekdays: Record<Locale, string[]> = {
  ko: ['일', '월', '화', '수', '목', '금', '토'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
};
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const seoulAheadMs = 9 * 3_600_000; // Korea has had no daylight saving time since 1988.
const yearImpliedMs = 183 * 86_400_000;

/**
 * Splits an instant into calendar and clock fields in Seoul's time zone. `hour` and `month` are
 * 1–12.
 */
function seoulParts(iso: string) {
  const at = new Date(Date.parse(iso) + seoulAheadMs);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    weekday: at.getUTCDay(),
    hour24: at.getUTCHours(),
    hour: at.getUTCHours() % 12 || 12,
    minute: String(at.getUTCMinutes()).padStart(2, '0'),
    isMorning: at.getUTCHours() < 12,
  };
}

/** Returns the day in Seoul, YYYY-MM-DD. */
export const seoulDay = (iso: string): string =>
  new Date(Date.parse(iso) + seoulAheadMs).toISOString().slice(0, 10);

/** Returns the weekdays from Sunday, as in `일` or `Sun`. */
export const weekdaysOf = (locale: Locale): string[] => weekdays[locale];

type Parts = ReturnType<typeof seoulParts>;

/** Forms of dates, times and amounts in a language. `year` is null if the reader implies it. */
interface Style {
  month: (year: number, month: number) => string;
  monthDay: (parts: Parts) => string;
  day: (year: number | null, monthDay: string, weekday: string) => string;
  time: (parts: Parts) => string;
  /** Range of two times, which share a half of the day or not. */
  timeRange: (from: string, to: string, isOneHalf: boolean) => string;
  won: (amount: string) => string;
  /** Text between a day and its time. */
  beforeTime: string;
  /** Text between the days of a range. */
  between: string;
}

const eastAsian = ([yearMark, monthMark, dateMark]: [string, string, string]) => ({
  month: (year: number, month: number) =>
    `${String(year)}${yearMark}${String(month)}${monthMark.trimEnd()}`,
  monthDay: ({ month, date }: Parts) => `${String(month)}${monthMark}${String(date)}${dateMark}`,
});

/** Chinese readers are one hour behind Seoul, so a time names its zone; Japan has Seoul's time. */
const zoneInChinese = '韩国时间';
const time24 = ({ hour24, minute }: Parts) => `${String(hour24)}:${minute}`;

const styles: Record<Locale, Style> = {
  ko: {
    ...eastAsian(['년 ', '월 ', '일']),
    day: (year, monthDay, weekday) =>
      `${year === null ? '' : `${String(year)}년 `}${monthDay} (${weekday})`,
    time: ({ hour, minute, isMorning }) =>
      `${isMorning ? '오전' : '오후'} ${String(hour)}:${minute}`,
    timeRange: (from, to, isOneHalf) => `${from}~${isOneHalf ? to.replace(/^\S+ /, '') : to}`,
    won: (amount) => `${amount}원`,
    beforeTime: ' ',
    between: ' ~ ',
  },
  en: {
    month: (year, month) => `${months[month - 1] ?? ''} ${String(year)}`,
    monthDay: ({ month, date }) => `${months[month - 1] ?? ''} ${String(date)}`,
    day: (year, monthDay, weekday) =>
      `${weekday}, ${monthDay}${year === null ? '' : `, ${String(year)}`}`,
    time: ({ hour, minute, isMorning }) =>
      `${String(hour)}:${minute} ${isMorning ? 'AM' : 'PM'} KST`,
    timeRange: (from, to, isOneHalf) =>
      `${from.replace(isOneHalf ? / [AP]M KST$/ : ' KST', '')}–${to}`,
    won: (amount) => `₩${amount}`,
    beforeTime: ', ',
    between: ' – ',
  },
  ja: {
    ...eastAsian(['年', '月', '日']),
    day: (year, monthDay, weekday) =>
      `${year === null ? '' : `${String(year)}年`}${monthDay}(${weekday})`,
    time: time24,
    timeRange: (from, to) => `${from}〜${to}`,
    won: (amount) => `${amount}ウォン`,
    beforeTime: ' ',
    between: ' 〜 ',
  },
  zh: {
    ...eastAsian(['年', '月', '日']),
    day: (year, monthDay, weekday) =>
      `${year === null ? '' : `${String(year)}年`}${monthDay} ${weekday}`,
    time: (parts) => `${zoneInChinese}${time24(parts)}`,
    timeRange: (from, to) => `${from}–${to.replace(zoneInChinese, '')}`,
    won: (amount) => `${amount}韩元`,
    beforeTime: ' ',
    between: ' 至 ',
  },
};

/**
 * Times are in Seoul's time zone, which English and Chinese times name. Dates less than 183 days
 * from `now` (ms) omit the year. Avoids `Intl`, because server and browser may format Korean times
 * differently.
 */
export function formatsOf(locale: Locale, now: number) {
  const style = styles[locale];
  const number = (value: number) => value.toLocaleString('en-US');
  const yearOf = (iso: string) =>
    Math.abs(Date.parse(iso) - now) < yearImpliedMs ? null : seoulParts(iso).year;
  const monthDay = (iso: string) => style.monthDay(seoulParts(iso));
  const day = (iso: string) =>
    style.day(yearOf(iso), monthDay(iso), weekdays[locale][seoulParts(iso).weekday] ?? '');
  const time = (iso: string) => style.time(seoulParts(iso));
  return {
    locale,
    number,
    /** Month of a day YYYY-MM-DD, as in `2026년 12월` or `Dec 2026`. */
    month: (day: string) => {
      const [year = 0, month = 1] = day.split('-').map(Number);
      return style.month(year, month);
    },
    won: (amountKrw: number) => style.won(number(amountKrw)),
    /** Month and day, as in `12월 13일` or `Dec 13`. */
    monthDay,
    /** Month, day and weekday, as in `12월 13일 (일)` or `Sun, Dec 13`. */
    day,
    /** Time, as in `오후 7:00`, `7:00 PM KST` or `19:00`. */
    time,
    /** Range of less than 12 hours, as in `오후 8:14~8:26` or `8:14–8:26 PM KST`. */
    timeRange: (low: string, high: string) =>
      style.timeRange(
        time(low),
        time(high),
        seoulParts(low).isMorning === seoulParts(high).isMorning,
      ),
    /** Date and time, as in `12월 13일 (일) 오후 7:00` or `Sun, Dec 13, 7:00 PM KST`. */
    moment: (iso: string) => `${day(iso)}${style.beforeTime}${time(iso)}`,
    /** Range of days, or a single day if both dates are equal. */
    days: (first: string, last: string) =>
      day(first) === day(last) ? day(first) : `${day(first)}${style.between}${day(last)}`,
  };
}

/** Uses only hooks that server and client components share. */
export function useFormats() {
  const locale = useLocale();
  const language = languages.find((one) => one === locale) ?? 'ko';
  return formatsOf(language, useNow().getTime());
}

/** Formats seconds as `m:ss`, as in `4:09`. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, '0');

/** Formats the seconds of a day as hours, minutes and seconds, as in `04:09:00`. */
export const hoursClock = (seconds: number): string =>
  [seconds / 3_600, (seconds % 3_600) / 60, seconds % 60].map(twoDigits).join(':');

/** Formats an instant (ms) as a time of day in Seoul's time zone with seconds, as in `20:00:14`. */
export function clockTime(ms: number): string {
  return new Date(ms + seoulAheadMs).toISOString().slice(11, 19);
}
