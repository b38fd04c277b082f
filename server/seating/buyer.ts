import { constraintOf } from '../errors/driver-errors.ts';
import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { placeHasEnded } from '../queue/queue.ts';
import { findReservation, type ReservationRow } from './reservation.ts';

const lockBuyerSql = loadSql(import.meta.url, './sql/lock-buyer.sql');
const freeSeatsSql = loadSql(import.meta.url, './sql/free-seats.sql');
const closeHoldSql = loadSql(import.meta.url, './sql/close-hold.sql');
const endHoldSql = loadSql(import.meta.url, './sql/end-hold.sql');

/** The row of one user at one concert, locked until the transaction ends. */
export interface Buyer {
  userId: string;
  concertId: number;
  heldReservationId: number | null;
  seatsHeld: number;
  seatsPaid: number;
  seatLimit: number;
  endedEpoch: number;
  endedNumber: bigint;
  /** Number of earlier locks of the row. */
  revision: number;
}

/**
 * Locks the buyer's row, as every transaction about the buyer's seats must do first. Refusals:
 * NOT_FOUND (no such concert), NOT_SIGNED_IN (the token's user no longer exists).
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

/** Returns the reservation that the buyer's row points to, live or lapsed. */
export function heldReservation(
  tx: Tx,
  { heldReservationId }: Buyer,
): Promise<ReservationRow | null> {
  return heldReservationId === null
    ? Promise.resolve(null)
    : findReservation(tx, heldReservationId);
}

/** True for a hold of an ended place. An offer belongs to no place. */
export const isOfEndedPlace = (
  { placeEpoch, placeNumber }: Pick<ReservationRow, 'placeEpoch' | 'placeNumber'>,
  buyer: Buyer,
): boolean =>
  placeEpoch !== null && placeHasEnded(buyer, { epoch: placeEpoch, number: Number(placeNumber) });

/**
 * Ends an unpaid hold: EXPIRED if the hold lapsed, else RELEASED. Does not change seats that
 * another buyer has taken over. Counts the hold's duration towards the unpaid-hold limit, unless
 * staff end the hold for a reason. The caller must hold the buyer's lock.
 */
export async function closeHold(
  tx: Tx,
  { id, userId, concertId, performanceId, seats, status }: ReservationRow,
  staffReason: string | null = null,
): Promise<void> {
  const closed = status === 'EXPIRED' ? 'EXPIRED' : 'RELEASED';
  await rows(tx, freeSeatsSql, performanceId, seats, id);
  await tx.$executeRawUnsafe(closeHoldSql, closed, id, staffReason);
  await tx.$executeRawUnsafe(endHoldSql, id, userId, concertId);
}
