import { z } from 'zod';
import { id, instant } from '../schema/ids.schema.ts';

/** A period of a concert's sale. `from` and `to` are inclusive. */
export const historyInput = z
  .strictObject({ concertId: id, from: instant, to: instant })
  .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), {
    error: 'must not be before `from`',
    path: ['to'],
  });
export type HistoryInput = z.output<typeof historyInput>;

/** One minute, or one hour, of a concert's sale. */
export interface HistoryPoint {
  /** Start of the minute or hour. */
  at: string;
  /** Present waiting users and users with a turn: at the end of a minute, the mean of an hour. */
  waiting: number;
  active: number;
  /** The limit of the policy at the end. */
  capacity: number;
  joins: number;
  /** Turns that began, including those of guests. */
  admissions: number;
  /** Payments. */
  completions: number;
  /** Turns that ended because nobody claimed them. */
  noShows: number;
  /** Seconds from join to admission, of the admitted users; null without one. */
  waitP50: number | null;
  waitP90: number | null;
  /** Seats, and payments minus refunds (won), at the end. */
  held: number;
  sold: number;
  revenue: number;
}
