import type { Db } from '../database/db.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { RefusalDetails } from '../errors/refusal-details.schema.ts';
import { lockBuyer } from '../seating/seating.ts';
import type { HandBackInput } from './resale.schema.ts';

const ticketToListSql = loadSql(import.meta.url, './sql/ticket-to-list.sql');
const listTicketSql = loadSql(import.meta.url, './sql/list-ticket.sql');
const takeBackSql = loadSql(import.meta.url, './sql/take-back.sql');

/** A result row of sql/ticket-to-list.sql. */
interface TicketToList {
  reservationId: number;
  concertId: number;
  performanceId: number;
  seat: number;
  kind: 'STANDARD' | 'RESTRICTED' | 'WHEELCHAIR' | 'COMPANION';
  /** In won; null for a refunded ticket. */
  price: bigint | null;
  isOver: boolean;
  isGiven: boolean;
  state: 'LISTED' | 'OFFERED' | null;
  closed: RefusalDetails<'TICKET_CLOSED'>['reason'] | null;
}

/**
 * Lists a ticket for resale through the waitlist, at the price paid. It stays valid until an offer of
 * its seat begins. A ticket that is listed already stays so. Refusals: NOT_FOUND for another user's
 * ticket, OFFERED, TICKET_CLOSED, SALE_CLOSED, COMPANION for a wheelchair or companion seat, which the
 * waitlist never offers, GIFT_OPEN, IDEMPOTENCY_MISMATCH.
 */
export function handBack(
  db: Db,
  userId: string,
  { ticketId, idempotencyKey: key }: HandBackInput,
): Promise<Record<string, never>> {
  const call = { userId, operation: 'HAND_BACK' as const, key, request: { ticketId } };
  return withIdempotency(db, call, async (tx) => {
    const { concertId } = await ticketToList(tx, userId, ticketId);
    await lockBuyer(tx, userId, concertId);
    const ticket = await ticketToList(tx, userId, ticketId);
    const { reservationId, performanceId, seat, price, state, closed, kind } = ticket;
    if (state === 'OFFERED') refuse('OFFERED');
    if (closed !== null) refuse('TICKET_CLOSED', { reason: closed });
    if (ticket.isOver) refuse('SALE_CLOSED');
    if (kind === 'WHEELCHAIR' || kind === 'COMPANION') refuse('COMPANION', { seats: [seat] });
    if (ticket.isGiven) refuse('GIFT_OPEN');
    if (state === null)
      await tx.$executeRawUnsafe(
        listTicketSql,
        ticketId,
        reservationId,
        performanceId,
        seat,
        price,
      );
    return {};
  });
}

async function ticketToList(tx: Tx, userId: string, ticketId: number): Promise<TicketToList> {
  const [ticket] = await rows<TicketToList>(tx, ticketToListSql, ticketId, userId);
  return ticket ?? refuse('NOT_FOUND');
}

/**
 * Ends the listing of the user's ticket. A repetition changes nothing. Refusals: NOT_FOUND for another
 * user's ticket, OFFERED while the waitlist offers its seat.
 */
export function takeBack(db: Db, userId: string, ticketId: number): Promise<Record<string, never>> {
  return serializable(db, async (tx) => {
    const { state } = await ticketToList(tx, userId, ticketId);
    if (state === 'OFFERED') refuse('OFFERED');
    // An offer that begins meanwhile writes the same row, so one of the two transactions runs again.
    if (state === 'LISTED') await tx.$executeRawUnsafe(takeBackSql, ticketId);
    return {};
  });
}
