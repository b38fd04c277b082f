import { z } from 'zod';
import type { Language } from '../config/languages.schema.ts';
import { noticeKinds, noticeTexts, type NoticeValues } from './texts.ts';

const text = z.object({ ko: z.string() }).catchall(z.string());
const instant = z.string().transform((value) => new Date(value));

/** Facts of an event's text, as plan-messages.sql writes them. A kind uses those that it has. */
export const noticeFacts = z.object({
  kind: z.string(),
  concertId: z.number().optional(),
  reservationId: z.number().optional(),
  title: text.optional(),
  venue: text.optional(),
  startsAt: instant.optional(),
  opensAt: instant.optional(),
  heldUntil: instant.optional(),
  seats: z.array(z.number()).optional(),
  amountKrw: z.number().optional(),
  feeKrw: z.number().optional(),
  minutes: z.number().optional(),
  reason: z.string().optional(),
  until: instant.optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type NoticeFacts = z.output<typeof noticeFacts>;

/** A message in words, for a mail or a notification. */
export interface NoticeWords {
  subject: string;
  paragraphs: string[];
  /** Label of the button that opens the page. */
  button: string;
  /** Path of the page, without a language. */
  path: string;
}

/** Returns the words of an event, or null for a kind without a text. */
export function wordsOf(facts: NoticeFacts, language: Language): NoticeWords | null {
  const kind = noticeKinds.find((one) => one === facts.kind);
  if (kind === undefined) return null;
  const { subject, paragraphs, button } = noticeTexts[language][kind](valuesOf(facts, language));
  return {
    subject,
    paragraphs: paragraphs.filter((paragraph) => paragraph !== ''),
    button,
    path: pathOf(facts),
  };
}

/** Parses stored facts and writes their words. Returns null for facts without a text. */
export function wordsOfStored(stored: unknown, language: Language): NoticeWords | null {
  const facts = noticeFacts.safeParse(stored);
  return facts.success ? wordsOf(facts.data, language) : null;
}

function valuesOf(facts: NoticeFacts, language: Language): NoticeValues {
  const { title, venue, startsAt, from, to, opensAt, until, heldUntil } = facts;
  const named = (name: NoticeFacts['title']) => name?.[language] ?? name?.ko ?? '';
  const moment = (at: Date | undefined) => (at === undefined ? '' : dateIn(language, at));
  const end = until ?? heldUntil;
  return {
    title: named(title),
    venue: named(venue),
    when: moment(to ?? startsAt),
    from: moment(from),
    opensAt: moment(opensAt),
    until: end === undefined ? '' : timeIn(language, end),
    seats: seatsIn(language, facts.seats ?? []),
    amount: wonIn(language, facts.amountKrw ?? 0),
    fee: (facts.feeKrw ?? 0) === 0 ? '' : wonIn(language, facts.feeKrw ?? 0),
    minutes: facts.minutes ?? 5,
    reason: facts.reason ?? '',
  };
}

/** Page that a message opens. It shows nothing to other people. */
function pathOf({ kind, concertId, reservationId }: NoticeFacts): string {
  const concert = `/concerts/${String(concertId)}`;
  if (kind === 'OFFER' || kind === 'HOLD_ENDS') return `/checkout/${String(reservationId)}`;
  if (['TURN', 'GUEST_ADMITTED', 'SOON', 'OPEN'].includes(kind)) return `${concert}/queue`;
  if (kind === 'QUEUE_REMOVED' || kind === 'HOLD_RELEASED') return concert;
  return reservationId === undefined ? '/reservations' : `/reservations/${String(reservationId)}`;
}

const weekdays: Record<Language, string> = {
  ko: '일 월 화 수 목 금 토',
  en: 'Sun Mon Tue Wed Thu Fri Sat',
  ja: '日 月 火 水 木 金 土',
  zh: '周日 周一 周二 周三 周四 周五 周六',
};
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const seoulAheadMs = 9 * 3_600_000; // Korea has had no daylight saving time since 1988.

interface Clock {
  month: number;
  day: number;
  weekday: string;
  /** Hour and minute from 0:00 to 23:59. */
  time: string;
  isMorning: boolean;
  /** Hour and minute from 12:00 to 11:59. */
  halfDayTime: string;
}

/** Splits an instant by the clock of Seoul. Avoids `Intl`, whose Korean forms differ by version. */
function clockOf(language: Language, instant: Date): Clock {
  const at = new Date(instant.getTime() + seoulAheadMs);
  const hour = at.getUTCHours();
  const minute = String(at.getUTCMinutes()).padStart(2, '0');
  return {
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: weekdays[language].split(' ')[at.getUTCDay()] ?? '',
    time: `${String(hour)}:${minute}`,
    isMorning: hour < 12,
    halfDayTime: `${String(hour % 12 || 12)}:${minute}`,
  };
}

interface Style {
  time: (at: Clock) => string;
  date: (at: Clock, time: string) => string;
  seats: (seats: readonly number[]) => string;
  won: (digits: string) => string;
}

/** Forms that pages use, too (components/format.tsx). */
const styles: Record<Language, Style> = {
  ko: {
    time: ({ isMorning, halfDayTime }) => `${isMorning ? '오전' : '오후'} ${halfDayTime}`,
    date: ({ month, day, weekday }, time) =>
      `${String(month)}월 ${String(day)}일 (${weekday}) ${time}`,
    seats: (seats) => `${seats.join('·')}번`,
    won: (digits) => `${digits}원`,
  },
  en: {
    time: ({ isMorning, halfDayTime }) => `${halfDayTime} ${isMorning ? 'AM' : 'PM'} KST`,
    date: ({ month, day, weekday }, time) =>
      `${weekday}, ${months[month - 1] ?? ''} ${String(day)}, ${time}`,
    seats: (seats) => `${seats.length === 1 ? 'seat' : 'seats'} ${seats.join(', ')}`,
    won: (digits) => `₩${digits}`,
  },
  ja: {
    time: ({ time }) => time,
    date: ({ month, day, weekday }, time) =>
      `${String(month)}月${String(day)}日(${weekday}) ${time}`,
    seats: (seats) => `${seats.join('・')}番`,
    won: (digits) => `${digits}ウォン`,
  },
  zh: {
    time: ({ time }) => `韩国时间${time}`,
    date: ({ month, day, weekday }, time) =>
      `${String(month)}月${String(day)}日 ${weekday} ${time}`,
    seats: (seats) => `${seats.join('、')}号座位`,
    won: (digits) => `${digits}韩元`,
  },
};

const timeIn = (language: Language, at: Date): string =>
  styles[language].time(clockOf(language, at));

const dateIn = (language: Language, at: Date): string =>
  styles[language].date(clockOf(language, at), timeIn(language, at));

const seatsIn = (language: Language, seats: readonly number[]): string =>
  styles[language].seats(seats);

const wonIn = (language: Language, amountKrw: number): string =>
  styles[language].won(amountKrw.toLocaleString('en-US'));
