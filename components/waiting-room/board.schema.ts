import { z } from 'zod';

/** What a waiting room needs of the line's public figures, as its stream tells them. */
export const boardSchema = z.object({
  /** The highest number that has been admitted. */
  served: z.int().nonnegative(),
  paused: z.object({ reason: z.string() }).nullable(),
  message: z.string().nullable(),
  recovering: z.boolean(),
});
export type Board = z.output<typeof boardSchema>;
