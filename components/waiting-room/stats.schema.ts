import { z } from 'zod';

/** Fields of the public stats that the waiting room uses. */
export const statsSchema = z.object({
  /** Highest number admitted so far. */
  served: z.int().nonnegative(),
  /** Number of waiting users. */
  waiting: z.int().nonnegative(),
  paused: z.object({ reason: z.string() }).nullable(),
  message: z.string().nullable(),
  recovering: z.boolean(),
  cancelled: z.boolean().default(false),
});
export type PublicStats = z.output<typeof statsSchema>;

/** Returns null if the text contains no valid stats. */
export function parseStats(text: string): PublicStats | null {
  try {
    return statsSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
