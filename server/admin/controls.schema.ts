import { z } from 'zod';
import { id, plainText } from '../schema/ids.schema.ts';
import { controlReasonMax } from '../schema/reason.schema.ts';

/** Reason for a control, which the audit log keeps and the person concerned may read. */
const reason = plainText(controlReasonMax);

export const releaseHoldInput = z.strictObject({ reservationId: id, reason });
export const voidTicketInput = z.strictObject({ ticketId: id, reason });
export const placeInput = z.strictObject({ concertId: id, userId: z.guid(), reason });
export type PlaceInput = z.output<typeof placeInput>;
