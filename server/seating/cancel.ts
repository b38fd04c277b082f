import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import type { ReservationRow } from './reservation.ts';

const cancelSql = loadSql(import.meta.url, './sql/cancel-reservation.sql');
const returnSql = loadSql(import.meta.url, './sql/return-seats.sql');
const uncountSql = loadSql(import.meta.url, './sql/uncount-seats.sql');

/**
 * Cancels a paid reservation and frees its seats. The caller must hold the buyer's lock. Refusal:
 * NOT_HELD if the reservation is not paid.
 */
export async function cancelReservation(
  tx: Tx,
  { id, userId, concertId, performanceId, seats }: ReservationRow,
): Promise<void> {
  if ((await tx.$executeRawUnsafe(cancelSql, id)) === 0) refuse('NOT_HELD');
  await rows(tx, returnSql, performanceId, seats, id);
  await tx.$executeRawUnsafe(uncountSql, seats.length, userId, concertId);
}
