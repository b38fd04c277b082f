import type { ShownDate } from './chosen-date.tsx';
import type { Concert } from './concert.ts';

type ConcertDate = Concert['dates'][number];

export interface Plan extends Pick<ConcertDate, 'plan'> {
  /** The most expensive first, with prices in won and seat numbers, as in `1~10, 21`. */
  grades: { grade: string; price: number; seats: string }[];
}

/** Returns seat numbers in ascending order as ranges, as in `1~10, 21`. */
export function seatRanges(numbers: number[], to: string): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges
    .map(([first, last]) =>
      first === last ? String(first) : `${String(first)}${to}${String(last)}`,
    )
    .join(', ');
}

/**
 * Returns what the page shows of each date. Dates with equal plans and prices share one plan, so
 * that the page contains it only once.
 */
export function shownDates(
  dates: ConcertDate[],
  { now, to }: { now: Date; to: string },
): { dates: ShownDate[]; plans: Plan[] } {
  const keyOf = ({ grades, plan }: ConcertDate) => JSON.stringify([grades, plan]);
  const byPlan = new Map(dates.map((date) => [keyOf(date), date]));
  const keys = [...byPlan.keys()];
  return {
    dates: dates.map((date) => ({
      performanceId: date.performanceId,
      startsAt: date.startsAt,
      seats: date.seats,
      isPast: Date.parse(date.startsAt) <= now.getTime(),
      plan: keys.indexOf(keyOf(date)),
    })),
    plans: [...byPlan.values()].map(({ grades, plan }) => ({
      plan,
      grades: grades.map(({ grade, price }) => {
        const numbers = plan.filter((seat) => seat.grade === grade).map(({ seat }) => seat);
        return { grade, price, seats: seatRanges(numbers, to) };
      }),
    })),
  };
}
