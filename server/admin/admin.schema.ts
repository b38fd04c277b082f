import { z } from 'zod';
import { id, plainText } from '../schema/ids.schema.ts';
import { feeSchedule } from '../fees/fees.schema.ts';

const [earliest, latest] = [Date.parse('2000-01-01T00:00:00Z'), Date.parse('2100-01-01T00:00:00Z')];
/** Of this century: PostgreSQL has no year 0, and a mistyped year is none of a sale. */
const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= earliest && Date.parse(text) < latest, {
    error: 'must be in the years 2000 to 2099',
  });

/**
 * What an admin changes about a line, and why. An empty message takes the message away; a null limit is that of all concerts again,
 * and a line without an opening of its own opens half an hour before the sale. Within the grace time everyone is to ask four times:
 * a shorter one than 10 s would have a crowd ask all the time.
 */
export const policyInput = z.strictObject({
  concertId: id,
  capacity: z.int().min(1).max(100_000).exactOptional(),
  ratePerMinute: z.int().min(1).max(600_000).exactOptional(),
  sessionSeconds: z.int().min(1).max(86_400).nullable().exactOptional(),
  claimSeconds: z.int().min(1).max(3_600).nullable().exactOptional(),
  graceSeconds: z.int().min(10).max(3_600).nullable().exactOptional(),
  opensAt: instant.exactOptional(),
  lineOpensAt: instant.nullable().exactOptional(),
  paused: z.boolean().exactOptional(),
  message: z
    .union([z.literal(''), plainText(500)])
    .nullable()
    .exactOptional(),
  reason: plainText(200),
});
export type PolicyInput = z.output<typeof policyInput>;

/** What an admin changes about how a concert is sold, and why. Fees that are null are those of all concerts again. */
export const saleInput = z.strictObject({
  concertId: id,
  maxSeats: z.int().min(1).max(50).exactOptional(),
  orphanRule: z.boolean().exactOptional(),
  cancellationFees: feeSchedule.nullable().exactOptional(),
  reason: plainText(200),
});
export type SaleInput = z.output<typeof saleInput>;
