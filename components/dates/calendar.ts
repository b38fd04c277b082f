import { seoulDay } from '#components/format.tsx';

/** Days of a week, from Sunday. Null: a day of another month. */
type Week<Show> = (Day<Show> | null)[];

export interface Day<Show> {
  /** Day in Seoul, YYYY-MM-DD. */
  day: string;
  /** Day of the month, from 1. */
  date: number;
  shows: Show[];
}

export interface Month<Show> {
  /** YYYY-MM. */
  month: string;
  weeks: Week<Show>[];
}

const dayMs = 86_400_000;
const weekDays = 7;

/** Returns the months that have shows, each with all its days. */
export function monthsOf<Show extends { startsAt: string }>(shows: Show[]): Month<Show>[] {
  const byDay = Map.groupBy(shows, ({ startsAt }) => seoulDay(startsAt));
  const months = new Set([...byDay.keys()].map((day) => day.slice(0, 7)));
  return [...months].sort().map((month) => ({ month, weeks: weeksOf(month, byDay) }));
}

function weeksOf<Show>(month: string, byDay: Map<string, Show[]>): Week<Show>[] {
  const first = Date.parse(`${month}-01`);
  const before = new Date(first).getUTCDay();
  const days = [...Array<null>(before).fill(null), ...daysOf(month, first, byDay)];
  return Array.from({ length: Math.ceil(days.length / weekDays) }, (_, at) => {
    const week = days.slice(at * weekDays, (at + 1) * weekDays);
    return [...week, ...Array<null>(weekDays - week.length).fill(null)];
  });
}

function daysOf<Show>(month: string, first: number, byDay: Map<string, Show[]>): Day<Show>[] {
  return Array.from({ length: 31 }, (_, at) =>
    new Date(first + at * dayMs).toISOString().slice(0, 10),
  )
    .filter((day) => day.startsWith(month))
    .map((day, at) => ({ day, date: at + 1, shows: byDay.get(day) ?? [] }));
}

const levels = ['NONE', 'FEW', 'MANY'] as const;
type Level = (typeof levels)[number];

/** Returns the best level of several shows. */
export function levelOf(shows: { seats: Level }[]): Level {
  return levels[Math.max(0, ...shows.map(({ seats }) => levels.indexOf(seats)))] ?? 'NONE';
}

/**
 * Returns the day that is at least `step` days after the day `from`, or before it for a negative
 * step, and nearest to it. `days` are in ascending order, YYYY-MM-DD.
 */
export function nearestDay(days: string[], from: string, step: number): string | undefined {
  const edge = Date.parse(from) + step * dayMs;
  return step > 0
    ? days.find((day) => Date.parse(day) >= edge)
    : days.findLast((day) => Date.parse(day) <= edge);
}
