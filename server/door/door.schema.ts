import { z } from 'zod';
import { id, idempotencyKey, instant, plainText } from '../schema/ids.schema.ts';
import { controlReasonMax } from '../schema/reason.schema.ts';

/** Answers of the door to a code, best first. */
export const doorStates = ['VALID', 'USED', 'VOID', 'WRONG_SHOW', 'UNKNOWN'] as const;
export type DoorState = (typeof doorStates)[number];

/** A QR code's text or a short code. The text of a ticket has about 330 characters. */
export const doorCode = plainText(1_000);
/** Name that a device chose for itself or for one of its scans. */
const ownName = idempotencyKey;
export const offlineScansMax = 200;

export const findInput = z.strictObject({ performanceId: id, code: doorCode });

const scanInput = z.strictObject({
  performanceId: id,
  code: doorCode,
  deviceId: ownName,
  scanId: ownName,
});
export type ScanInput = z.output<typeof scanInput>;

/** Scans that let a person in while the device had no network. `at` is the time of the scan. */
const offlineInput = z.strictObject({
  performanceId: id,
  deviceId: ownName,
  offline: z
    .array(z.strictObject({ code: doorCode, at: instant, scanId: ownName }))
    .min(1)
    .max(offlineScansMax),
});
export type OfflineInput = z.output<typeof offlineInput>;

export const admitInput = z.union([scanInput, offlineInput]);
export const undoInput = z.strictObject({
  performanceId: id,
  ticketId: id,
  reason: plainText(controlReasonMax),
});
export type UndoInput = z.output<typeof undoInput>;

/**
 * Returns the short code in a typed text, or null. Ignores case, spaces and hyphens. Reads O as 0,
 * and I and L as 1, as Crockford's base32 requires.
 */
export function shortCodeIn(text: string): string | null {
  const typed = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(typed) ? typed : null;
}
