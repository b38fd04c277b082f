import { z } from 'zod';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { sign, verified } from './keys.ts';

export { publicKeys } from './keys.ts';

const ticketClaims = z.object({
  ticketId: z.number(),
  concertId: z.number(),
  performanceId: z.number(),
  seat: z.number(),
  startsAt: z.string(),
  /**
   * Number of the ticket's code: starts at 1 and rises with each new code. A code without this
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
  voided: boolean;
}

const ticketsSql = loadSql(import.meta.url, './sql/tickets.sql');
const voidCodesSql = loadSql(import.meta.url, './sql/void-codes.sql');

/**
 * Returns the text of a ticket's QR code: a compact JWS (Ed25519) that the door verifies offline
 * (docs/security.md).
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
 * Returns the claims of a code, or null if no key of this site signed the code. Does not detect a
 * void ticket, because only the database and the list of void codes know void tickets.
 */
export function verifyTicket(code: string): TicketClaims | null {
  return ticketClaims.safeParse(verified(code)).data ?? null;
}

/** A result row of sql/tickets.sql. */
interface TicketRow extends Omit<TicketClaims, 'startsAt'> {
  paymentId: number;
  grade: string;
  startsAt: Date;
  voided: boolean;
}

/** Returns tickets by payment, ordered by seat. A void ticket has no code. */
export async function ticketsOf(
  db: Pick<Db, '$queryRawUnsafe'>,
  paymentIds: number[],
): Promise<Map<number, Ticket[]>> {
  if (paymentIds.length === 0) return new Map();
  const found = await rows<TicketRow>(db, ticketsSql, paymentIds);
  return new Map(
    [...Map.groupBy(found, ({ paymentId }) => paymentId)].map(([id, tickets]) => [
      id,
      tickets.map(toTicket),
    ]),
  );
}

function toTicket({ ticketId, seat, grade, voided, startsAt, ...rest }: TicketRow): Ticket {
  const token = voided
    ? null
    : signTicket({ ticketId, seat, startsAt: startsAt.toISOString(), ...rest });
  return { ticketId, seat, grade, token, voided };
}

/**
 * Returns the signed list of a performance's invalid codes, ordered by ticketId, then issue. The
 * list has all issues of a void ticket, and all but the latest issue of a valid ticket. The list
 * includes all commits up to the time in `at`. Refusal: NOT_FOUND.
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
