import { z } from 'zod';

/** Type of the signed list, which no other signed text has. */
export const listKind = 'jari-door-list';

const listedTicket = z.object({
  ticketId: z.number(),
  issue: z.number(),
  seat: z.number(),
  /** SHA-256 of the short code, in hexadecimal digits. */
  codeHash: z.string(),
  usedAt: z.string().nullable(),
});
export type ListedTicket = z.output<typeof listedTicket>;

/** Claims of the signed list of a performance's tickets: the valid ones, and the ids of void ones. */
export const doorList = z.object({
  performanceId: z.number(),
  /** The list includes all changes up to this time. */
  at: z.string(),
  tickets: z.array(listedTicket),
  voided: z.array(z.number()),
});
export type DoorList = z.output<typeof doorList>;

/** Claims of a ticket's QR code that a device needs. A code without an issue has issue 1. */
export const scannedClaims = z.object({
  ticketId: z.number(),
  performanceId: z.number(),
  startsAt: z.string(),
  issue: z.number().default(1),
});
export type ScannedClaims = z.output<typeof scannedClaims>;
