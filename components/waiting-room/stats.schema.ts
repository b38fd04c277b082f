import { z } from 'zod';

/** What a waiting room needs of the line's public figures, as its stream tells them. */
export const statsSchema = z.object({
  /** The highest number that has been admitted. */
  served: z.int().nonnegative(),
  /** The people who wait. */
  waiting: z.int().nonnegative(),
  paused: z.object({ reason: z.string() }).nullable(),
  message: z.string().nullable(),
  recovering: z.boolean(),
});
export type PublicStats = z.output<typeof statsSchema>;

/** The stats in a text; null where the text has none. */
export function parseStats(text: string): PublicStats | null {
  try {
    return statsSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
