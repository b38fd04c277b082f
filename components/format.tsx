import { useLocale, useNow } from 'next-intl';
// Imports only a type, so that no messages enter the browser's bundle.
import type { Locale } from './messages/index.ts';

const weekdays = {
  ko: ['일', '월', '화', '수', '목', '금', '토'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
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

/**
 * Times are in Seoul's time zone. English times include `KST`. Dates less than 183 days from `now`
 * (ms) omit the year. Avoids `Intl`, because server and browser may format Korean times
 * differently.
 */
export function formatsOf(locale: Locale, now: number) {
  const isKorean = locale === 'ko';
  const number = (value: number) => value.toLocaleString('en-US');
  const yearOf = (iso: string) =>
    Math.abs(Date.parse(iso) - now) < yearImpliedMs ? null : seoulParts(iso).year;
  const monthDay = (iso: string) => {
    const { month, date } = seoulParts(iso);
    return isKorean
      ? `${String(month)}월 ${String(date)}일`
      : `${months[month - 1] ?? ''} ${String(date)}`;
  };
  const day = (iso: string) => {
    const year = yearOf(iso);
    const weekday = weekdays[locale][seoulParts(iso).weekday] ?? '';
    if (isKorean)
      return `${year === null ? '' : `${String(year)}년 `}${monthDay(iso)} (${weekday})`;
    return `${weekday}, ${monthDay(iso)}${year === null ? '' : `, ${String(year)}`}`;
  };
  const time = (iso: string) => {
    const { hour, minute, isMorning } = seoulParts(iso);
    const clockTime = `${String(hour)}:${minute}`;
    return isKorean
      ? `${isMorning ? '오전' : '오후'} ${clockTime}`
      : `${clockTime} ${isMorning ? 'AM' : 'PM'} KST`;
  };
  const timeRange = (low: string, high: string) => {
    const isOneHalf = seoulParts(low).isMorning === seoulParts(high).isMorning;
    const [from, to] = [time(low), time(high)];
    if (isKorean) return `${from}~${isOneHalf ? to.replace(/^\S+ /, '') : to}`;
    return `${from.replace(isOneHalf ? / [AP]M KST$/ : ' KST', '')}–${to}`;
  };
  const month = (day: string) => {
    const [year, at] = day.split('-').map(Number);
    return isKorean
      ? `${String(year)}년 ${String(at)}월`
      : `${months[(at ?? 1) - 1] ?? ''} ${String(year)}`;
  };
  return {
    locale,
    number,
    /** Month of a day YYYY-MM-DD, as in `2026년 12월` or `Dec 2026`. */
    month,
    won: (amountKrw: number) => (isKorean ? `${number(amountKrw)}원` : `₩${number(amountKrw)}`),
    /** Month and day, as in `12월 13일` or `Dec 13`. */
    monthDay,
    /** Month, day and weekday, as in `12월 13일 (일)` or `Sun, Dec 13`. */
    day,
    /** Time, as in `오후 7:00` or `7:00 PM KST`. */
    time,
    /** Range of less than 12 hours, as in `오후 8:14~8:26` or `8:14–8:26 PM KST`. */
    timeRange,
    /** Date and time, as in `12월 13일 (일) 오후 7:00` or `Sun, Dec 13, 7:00 PM KST`. */
    moment: (iso: string) => (isKorean ? `${day(iso)} ${time(iso)}` : `${day(iso)}, ${time(iso)}`),
    /** Range of days, or a single day if both dates are equal. */
    days: (first: string, last: string) =>
      day(first) === day(last) ? day(first) : `${day(first)} ${isKorean ? '~' : '–'} ${day(last)}`,
  };
}

/** Uses only hooks that server and client components share. */
export function useFormats() {
  return formatsOf(useLocale() === 'en' ? 'en' : 'ko', useNow().getTime());
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
