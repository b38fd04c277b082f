import { z } from 'zod';
import { id } from '../schema/ids.schema.ts';
import { gradeName, partyMax, seatPrice } from '../seating/seating.schema.ts';

export const wishDatesMax = 100;
export const wishGradesMax = 6;

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

export const joinWaitlistInput = z.strictObject({
  concertId: id,
  performances: z.union([
    z.literal('any'),
    z.array(id).min(1).max(wishDatesMax).refine(distinct, 'a date is listed twice'),
  ]),
  grades: z.union([
    z.literal('any'),
    z.array(gradeName).min(1).max(wishGradesMax).refine(distinct, 'a grade is listed twice'),
  ]),
  party: z.int().min(1).max(partyMax),
  together: z.boolean(),
  /** Highest price of a seat, in won. */
  priceMax: seatPrice.exactOptional(),
});
export type JoinWaitlistInput = z.output<typeof joinWaitlistInput>;

export const leaveWaitlistInput = z.strictObject({ waitlistId: id });

/** Seats that a wish accepts; null is any. */
export interface Terms {
  performances: number[] | null;
  grades: string[] | null;
  party: number;
  together: boolean;
  priceMax: number | null;
}

/**
 * True if every set of seats that the new terms accept satisfies the old ones, too. A smaller party
 * does not: it would take seats that the old terms pass on.
 */
export function narrows(before: Terms, after: Terms): boolean {
  return (
    after.party === before.party &&
    (after.together || !before.together) &&
    isWithin(before.performances, after.performances) &&
    isWithin(before.grades, after.grades) &&
    (before.priceMax === null || (after.priceMax !== null && after.priceMax <= before.priceMax))
  );
}

const isWithin = <T>(before: readonly T[] | null, after: readonly T[] | null): boolean =>
  before === null || after?.every((value) => before.includes(value)) === true;
