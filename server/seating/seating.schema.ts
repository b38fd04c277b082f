import { z } from 'zod';
import { id, plainText, seatNumbers } from '../schema/ids.schema.ts';

/** STANDARD, accessible, next to an accessible seat, or with a restricted view. */
export const seatKind = z.enum(['STANDARD', 'WHEELCHAIR', 'COMPANION', 'RESTRICTED']);
export type SeatKind = z.output<typeof seatKind>;

export const partyMax = 4;
export const seatPriceMax = 10_000_000;
export const gradeLengthMax = 10;
/** Name of a grade, such as VIP. */
export const gradeName = plainText(gradeLengthMax);
/** Price of a seat, in won. */
export const seatPrice = z.int().min(0).max(seatPriceMax);

const planNumberMax = 100;
/** Row or column on the plan of a hall. */
export const planNumber = z.int().min(1).max(planNumberMax);

export const holdInput = z.strictObject({ performanceId: id, seats: seatNumbers });
export const releaseInput = z.strictObject({ reservationId: id, seats: seatNumbers.optional() });

/** `together` is true by default. */
export const bestAvailableInput = z.strictObject({
  performanceId: id,
  party: z.int().min(1).max(partyMax),
  grade: gradeName.exactOptional(),
  priceMax: seatPrice.exactOptional(),
  together: z.boolean().exactOptional(),
});
