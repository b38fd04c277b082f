import { z } from 'zod';
import { id, plainText } from '../ids.schema.ts';

/** What an admin changes about a line, and why. An empty message takes the message away. */
export const policyInput = z.strictObject({
  concertId: id,
  capacity: z.int().min(1).max(100_000).optional(),
  ratePerMinute: z.int().min(1).max(600_000).optional(),
  paused: z.boolean().optional(),
  message: z
    .union([z.literal(''), plainText(500)])
    .nullable()
    .optional(),
  reason: plainText(200),
});
export type PolicyInput = z.output<typeof policyInput>;
