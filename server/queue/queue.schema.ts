import { z } from 'zod';
import { id } from '../schema/ids.schema.ts';

/**
 * Which place is asked about: the concert, with the token in header or cookie; or the token itself.
 */
export const statusInput = z.union([
  z.strictObject({ concertId: id }),
  z.strictObject({ token: z.string().min(1).max(2048) }),
]);
