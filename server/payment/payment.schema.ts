import { z } from 'zod';
import { id, idempotencyKey, plainText } from '../schema/ids.schema.ts';

export const payInput = z.strictObject({ reservationId: id, idempotencyKey });
export const refundInput = z.strictObject({
  paymentId: id,
  reason: plainText(500),
  idempotencyKey,
});
export const cancelInput = z.strictObject({ reservationId: id, idempotencyKey });
