import { z } from 'zod';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { sign, verified } from './keys.ts';

export { publicKeys } from './keys.ts';
export { listForDoor } from './door-list.ts';

const ticketClaims = z.object({
  ticketId: z.number(),
  concertId: z.number(),
  performanceId: z.number(),
  seat: z.number(),
  startsAt: z.string(),
  /**
   * Number of the ticket's code, from 1; each new code has the next number. A code without this
   * field has issue 1.
   */
  issue: z.number().default(1),
});
export type TicketClaims = z.output<typeof ticketClaims>;

export interface Ticket {
  ticketId: number;
  seat: number;
  grade: string;
  /** Signed text of the QR code; null once the ticket is void. */
  token: string | null;
  /** Ten characters that staff can type instead of a scan; null once the ticket is void. */
  shortCode: string | null;
  voided: boolean;
  /** LISTED for resale and still valid; OFFERED to the waitlist and void meanwhile. */
  resale: 'LISTED' | 'OFFERED' | null;
}

const ticketsSql = loadSql(import.meta.url, './sql/tickets.sql');
const voidCodesSql = loadSql(import.meta.url, './sql/void-codes.sql');
const voidTicketSql = loadSql(import.meta.url, './sql/void-ticket.sql');
const voidOfDatesSql = loadSql(import.meta.url, './sql/void-tickets-of-dates.sql');

/**
 * Returns the text of a ticket's QR code, a compact JWS (Ed25519). The door verifies the text
 * offline (docs/security.md).
 */
export function signTicket({
  ticketId,
  concertId,
  performanceId,
  seat,
  startsAt,
  issue,
}: TicketClaims): string {
  return sign('jari-ticket', { ticketId, concertId, performanceId, seat, startsAt, issue });
}

/**
 * Returns a code's claims; null if no key in TICKET_KEY signed the code. Accepts void tickets,
 * because only the database and the list of void codes identify void tickets.
 */
export function verifyTicket(code: string): TicketClaims | null {
  return ticketClaims.safeParse(verified(code)).data ?? null;
}

interface TicketRow extends Omit<TicketClaims, 'startsAt'> {
  reservationId: number;
  grade: string;
  startsAt: Date;
  shortCode: string;
  voided: boolean;
  resale: Ticket['resale'];
}

/** Returns each reservation's tickets, ordered by seat. A void ticket has neither code. */
export async function ticketsOf(
  db: Pick<Db, '$queryRawUnsafe'>,
  reservationIds: number[],
): Promise<Map<number, Ticket[]>> {
  if (reservationIds.length === 0) return new Map();
  const found = await rows<TicketRow>(db, ticketsSql, reservationIds);
  return new Map(
    [...Map.groupBy(found, ({ reservationId }) => reservationId)].map(([id, tickets]) => [
      id,
      tickets.map(toTicket),
    ]),
  );
}

function toTicket({
  ticketId,
  seat,
  grade,
  voided,
  startsAt,
  shortCode,
  concertId,
  performanceId,
  issue,
  resale,
}: TicketRow): Ticket {
  const token = voided
    ? null
    : signTicket({
        ticketId,
        concertId,
        performanceId,
        seat,
        startsAt: startsAt.toISOString(),
        issue,
      });
  return { ticketId, seat, grade, token, shortCode: voided ? null : shortCode, voided, resale };
}

/**
 * Returns the signed list of a performance's invalid codes, ordered by ticketId, then issue. The
 * list contains all issues of a void ticket. The list contains the previous issues of a valid
 * ticket. The list includes all commits up to the time in `at`. Refusal: NOT_FOUND.
 */
export async function signedVoidTickets(
  db: Pick<Db, '$queryRawUnsafe'>,
  performanceId: number,
): Promise<string> {
  const [listed] = await rows<{ at: Date; void: { ticketId: number; issue: number }[] }>(
    db,
    voidCodesSql,
    performanceId,
  );
  const { at, void: codes } = listed ?? refuse('NOT_FOUND');
  return sign('jari-void-tickets', { performanceId, at: at.toISOString(), void: codes });
}

/**
 * Voids a ticket for a reason of staff. Returns false if the ticket was void. The caller must hold
 * the lock of the payer's buyer row.
 */
export async function markVoid(tx: Tx, ticketId: number, reason: string): Promise<boolean> {
  return (await tx.$executeRawUnsafe(voidTicketSql, ticketId, reason)) > 0;
}

/**
 * Voids all valid tickets of paid reservations, whose performances staff cancel for this reason. The
 * caller must hold the locks of the payers' buyer rows.
 */
export async function voidTicketsOf(
  tx: Tx,
  reservationIds: number[],
  reason: string,
): Promise<void> {
  await tx.$executeRawUnsafe(voidOfDatesSql, reservationIds, reason);
}
