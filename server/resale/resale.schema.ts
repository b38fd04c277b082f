import { z } from 'zod';
import { id, idempotencyKey } from '../schema/ids.schema.ts';

export const handBackInput = z.strictObject({ ticketId: id, idempotencyKey });
export type HandBackInput = z.output<typeof handBackInput>;

export const takeBackInput = z.strictObject({ ticketId: id });
