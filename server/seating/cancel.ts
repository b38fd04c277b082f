import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuseLoneCompanions } from './companion-guard.ts';
import type { ReservationRow } from './reservation.ts';

const cancelSql = loadSql(import.meta.url, './sql/cancel-reservation.sql');
const keepSql = loadSql(import.meta.url, './sql/keep-seats.sql');
const returnSql = loadSql(import.meta.url, './sql/return-seats.sql');
const uncountSql = loadSql(import.meta.url, './sql/uncount-seats.sql');

/**
 * Frees these seats of a paid reservation. The last seat cancels the reservation. The caller must
 * hold the buyer's lock. Refusals: NOT_HELD if the reservation is not paid, COMPANION if a companion
 * seat would stay without its wheelchair seat.
 */
export async function cancelSeats(
  tx: Tx,
  { id, userId, concertId, performanceId, seats }: ReservationRow,
  returned: number[],
): Promise<void> {
  const kept = seats.filter((seat) => !returned.includes(seat));
  await refuseLoneCompanions(tx, performanceId, kept);
  const changed =
    kept.length === 0
      ? await tx.$executeRawUnsafe(cancelSql, id)
      : await tx.$executeRawUnsafe(keepSql, id, returned);
  if (changed === 0) refuse('NOT_HELD');
  await rows(tx, returnSql, performanceId, returned, id);
  await tx.$executeRawUnsafe(uncountSql, returned.length, userId, concertId);
}
