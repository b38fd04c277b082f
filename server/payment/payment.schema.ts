import { z } from 'zod';
import { id, idempotencyKey, plainText, seatNumbers } from '../schema/ids.schema.ts';
import { controlReasonMax } from '../schema/reason.schema.ts';

export const payInput = z.strictObject({ reservationId: id, idempotencyKey });
export const refundInput = z.strictObject({
  paymentId: id,
  seats: seatNumbers.exactOptional(),
  reason: plainText(controlReasonMax),
  idempotencyKey,
});
export const cancelInput = z.strictObject({
  reservationId: id,
  seats: seatNumbers.exactOptional(),
  idempotencyKey,
});
