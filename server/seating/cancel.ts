import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import type { ReservationRow } from './reservation.ts';

const returnSql = loadSql(import.meta.url, './sql/return-seats.sql');

/** Gives a paid reservation's seats back. The buyer must be locked. Refusal: NOT_HELD, when it is not paid (any more). */
export async function returnSeats(
  tx: Tx,
  { id, userId, concertId, performanceId, seats }: ReservationRow,
): Promise<void> {
  const closed = await tx.$executeRaw`
    UPDATE reservations SET status = 'CANCELLED', closed_at = clock_timestamp() WHERE id = ${id} AND status = 'PAID'`;
  if (closed === 0) refuse('NOT_HELD');
  await rows(tx, returnSql, performanceId, seats, id);
  await tx.$executeRaw`
    UPDATE buyers SET seats_paid = seats_paid - ${seats.length}::smallint WHERE user_id = ${userId}::uuid AND concert_id = ${concertId}`;
}
