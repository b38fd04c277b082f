import type { ShownDate } from './chosen-date.tsx';
import type { Concert } from './concert.ts';

type ConcertDate = Concert['dates'][number];
export type Plan = Pick<ConcertDate, 'grades' | 'plan'>;

/** Returns seat numbers in ascending order as ranges, as in `1~10, 21`. */
export function seatRanges(numbers: number[], to: string): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges
    .map(([first, last]) =>
      first === last ? String(first) : `${String(first)}${to}${String(last)}`,
    )
    .join(', ');
}

/**
 * Returns what the page shows of each date. Dates with equal plans and prices share one plan and
 * one list of grades, so that the page contains each only once.
 */
export function shownDates(
  dates: ConcertDate[],
  { now, to }: { now: Date; to: string },
): { dates: ShownDate[]; plans: Plan[] } {
  const plans: Plan[] = [];
  const known = new Map<string, Pick<ShownDate, 'grades' | 'plan'>>();
  const sharedOf = ({ grades, plan }: ConcertDate) => {
    const key = JSON.stringify([grades, plan]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const shown = grades.map(({ grade, price }) => ({
      grade,
      price,
      seats: seatRanges(
        plan.filter((seat) => seat.grade === grade).map(({ seat }) => seat),
        to,
      ),
    }));
    const made = { grades: shown, plan: plans.push({ grades, plan }) - 1 };
    known.set(key, made);
    return made;
  };
  const shown = dates.map((date) => ({
    performanceId: date.performanceId,
    startsAt: date.startsAt,
    seats: date.seats,
    isPast: Date.parse(date.startsAt) <= now.getTime(),
    ...sharedOf(date),
  }));
  return { dates: shown, plans };
}
