import { z } from 'zod';
import type { RefusalCode } from './errors.schema.ts';

/** Schema of a refusal's details, for each refusal code that has details. */
export const refusalDetails = {
  BAD_INPUT: { issues: z.array(z.object({ path: z.string(), message: z.string() })) },
  /** The least powerful staff role that suffices. */
  ADMIN_ONLY: { needs: z.string() },
  /** Kinds of the caller's second factors. */
  REAUTHENTICATE: { methods: z.array(z.enum(['TOTP', 'PASSKEY', 'RECOVERY'])) },
  /** Current versions, which the user must accept. */
  TERMS: { versions: z.object({ terms: z.string(), privacy: z.string() }) },
  SEAT_TAKEN: { seats: z.array(z.int()) },
  SEAT_BLOCKED: { seats: z.array(z.int()) },
  /** Seats that the refused hold would make orphan seats. */
  SEAT_ORPHAN: { seats: z.array(z.int()) },
  /** Companion seats whose wheelchair seat the reservation would lack. */
  COMPANION: { seats: z.array(z.int()) },
  /** The HELD reservation of the open offer. */
  OFFER_OPEN: { reservationId: z.int() },
  SEAT_LIMIT: { limit: z.int() },
  /**
   * Why the ticket stays as it is. `OVER`: its performance has started. `LISTED`: its owner hands it
   * back, and can take it back.
   */
  TICKET_CLOSED: { reason: z.enum(['USED', 'VOID', 'REFUNDED', 'OVER', 'LISTED']) },
  /** State of the gift. */
  GIFT_CLOSED: { state: z.enum(['ACCEPTED', 'WITHDRAWN', 'DECLINED', 'EXPIRED']) },
  INSUFFICIENT_BALANCE: { missing: z.int() },
  CHANGED: { version: z.int(), fields: z.array(z.string()) },
  /** Counts of the held and the sold seats that prevent the change. */
  IN_USE: { held: z.int(), sold: z.int() },
  /** Balance in won, and number of tickets of shows that have not ended. */
  NOT_EMPTY: { balance: z.int(), tickets: z.int() },
  /** What a concert lacks before the change. */
  NOT_READY: { lacking: z.array(z.string()) },
  SALE_NOT_OPEN: { opensAt: z.iso.datetime({ offset: true }) },
} satisfies Partial<Record<RefusalCode, z.ZodRawShape>>;
type Details = {
  [C in keyof typeof refusalDetails]: z.output<z.ZodObject<(typeof refusalDetails)[C]>>;
};
export type RefusalDetails<C extends RefusalCode> = C extends keyof Details
  ? Details[C]
  : Record<string, never>;
/** Refusal codes without details. */
export type PlainCode = Exclude<RefusalCode, keyof Details>;
