import { z } from 'zod';
import { id, instant, plainText } from '../schema/ids.schema.ts';

/**
 * Bounds of a queue's limits. The grace time is at least 10 s, because clients poll four times
 * within the grace time.
 */
export const queueLimits = {
  capacity: z.int().min(1).max(100_000),
  ratePerMinute: z.int().min(1).max(600_000),
  sessionSeconds: z.int().min(1).max(86_400),
  claimSeconds: z.int().min(1).max(3_600),
  graceSeconds: z.int().min(10).max(3_600),
};

/**
 * An administrator's change of a queue policy. An empty `message` removes the queue's message. Null
 * resets a time to the default of all concerts. Null resets lineOpensAt to 30 minutes before the
 * sale opens.
 */
export const policyInput = z.strictObject({
  concertId: id,
  capacity: queueLimits.capacity.exactOptional(),
  ratePerMinute: queueLimits.ratePerMinute.exactOptional(),
  sessionSeconds: queueLimits.sessionSeconds.nullable().exactOptional(),
  claimSeconds: queueLimits.claimSeconds.nullable().exactOptional(),
  graceSeconds: queueLimits.graceSeconds.nullable().exactOptional(),
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
