import { constraintOf } from '../errors/driver-errors.ts';
import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { findReservation, type ReservationRow } from './reservation.ts';

const lockBuyerSql = loadSql(import.meta.url, './sql/lock-buyer.sql');
const freeSeatsSql = loadSql(import.meta.url, './sql/free-seats.sql');
const closeHoldSql = loadSql(import.meta.url, './sql/close-hold.sql');
const endHoldSql = loadSql(import.meta.url, './sql/end-hold.sql');

/** One user at one concert, locked until the transaction ends. */
export interface Buyer {
  userId: string;
  concertId: number;
  heldReservationId: number | null;
  seatsHeld: number;
  seatsPaid: number;
  seatLimit: number;
  endedEpoch: number;
  endedNumber: bigint;
  /** How often the row was locked before. */
  revision: number;
}

/**
 * Locks the buyer's row: the first step of every transaction about the buyer's seats.
 * Refusals: NOT_FOUND (no such concert), NOT_SIGNED_IN (the token's user no longer exists).
 */
export async function lockBuyer(tx: Tx, userId: string, concertId: number): Promise<Buyer> {
  const [row] = await rows<Omit<Buyer, 'userId' | 'concertId'>>(
    tx,
    lockBuyerSql,
    userId,
    concertId,
  ).catch((error: unknown) => {
    if (constraintOf(error) === 'buyers_user_id_fkey') refuse('NOT_SIGNED_IN');
    throw error;
  });
  return row === undefined ? refuse('NOT_FOUND') : { userId, concertId, ...row };
}

/** The reservation that the buyer's row points to, lapsed or not. */
export function heldReservation(
  tx: Tx,
  { heldReservationId }: Buyer,
): Promise<ReservationRow | null> {
  return heldReservationId === null
    ? Promise.resolve(null)
    : findReservation(tx, heldReservationId);
}

/**
 * Ends an unpaid hold: EXPIRED if it lapsed, else RELEASED. Seats that another buyer took over stay
 * theirs. The hold's duration counts towards the unpaid-hold limit. The buyer must be locked.
 */
export async function closeHold(
  tx: Tx,
  { id, userId, concertId, performanceId, seats, status }: ReservationRow,
): Promise<void> {
  await rows(tx, freeSeatsSql, performanceId, seats, id);
  await tx.$executeRawUnsafe(closeHoldSql, status === 'EXPIRED' ? 'EXPIRED' : 'RELEASED', id);
  await tx.$executeRawUnsafe(endHoldSql, id, userId, concertId);
}
