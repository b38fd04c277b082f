import { z } from 'zod';
import { id, plainText } from '../schema/ids.schema.ts';
import { feeSchedule } from '../fees/fees.schema.ts';

const [earliest, latest] = [Date.parse('2000-01-01T00:00:00Z'), Date.parse('2100-01-01T00:00:00Z')];
/**
 * Bounds the year, because PostgreSQL has no year 0. A year outside this century is probably a
 * typing error.
 */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= earliest && Date.parse(text) < latest, {
    error: 'must be in the years 2000 to 2099',
  });

/**
 * An administrator's change of a queue policy. An empty `message` removes the queue's message. Null
 * resets a time to the default of all concerts. Null resets lineOpensAt to 30 minutes before the
 * sale opens. The grace time is at least 10 s, because clients poll four times within the grace
 * time.
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

/**
 * An administrator's change of a concert's sale settings. Null resets the fees to the default
 * schedule.
 */
export const saleInput = z.strictObject({
  concertId: id,
  maxSeats: z.int().min(1).max(50).exactOptional(),
  orphanRule: z.boolean().exactOptional(),
  cancellationFees: feeSchedule.nullable().exactOptional(),
  reason: plainText(200),
});
export type SaleInput = z.output<typeof saleInput>;
