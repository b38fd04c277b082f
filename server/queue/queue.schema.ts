import { z } from 'zod';
import { id } from '../schema/ids.schema.ts';

/** Identifies a place by a token, or by a concert whose token the header or cookie carries. */
export const statusInput = z.union([
  z.strictObject({ concertId: id }),
  z.strictObject({ token: z.string().min(1).max(2048) }),
]);
