import { z } from 'zod';
import { id } from '../schema/ids.schema.ts';

/**
 * Identifies a place by its concert, with the token in the header or cookie, or by the token
 * itself.
 */
export const statusInput = z.union([
  z.strictObject({ concertId: id }),
  z.strictObject({ token: z.string().min(1).max(2048) }),
]);
