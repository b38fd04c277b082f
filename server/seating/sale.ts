import { refuse } from '../errors.ts';
import { text } from '../text.ts';
import { rows, type Tx } from '../transaction.ts';
import type { ReservationRow } from './reservation.ts';

const sellSql = text(import.meta.url, './sql/sell-seats.sql');
const returnSql = text(import.meta.url, './sql/return-seats.sql');

/**
 * Makes a live hold's seats sold, and its place used up, with all that its turn's end spends. The buyer must be locked. Refusal: HOLD_EXPIRED, when a single one is
 * no longer held.
 */
export async function sellSeats(
  tx: Tx,
  { id, userId, concertId, performanceId, seats }: ReservationRow,
  place: { epoch: number; number: number },
): Promise<void> {
  const sold = await rows(tx, sellSql, performanceId, seats, id);
  if (sold.length < seats.length) refuse('HOLD_EXPIRED');
  await tx.$executeRaw`UPDATE reservations SET status = 'PAID' WHERE id = ${id} AND status = 'HELD'`;
  await tx.$executeRaw`
    UPDATE buyers SET held_reservation_id = NULL, seats_held = 0, seats_paid = seats_paid + ${seats.length}::smallint,
                      ended_epoch = coalesce(turn.spends_epoch, ${place.epoch}), ended_number = coalesce(turn.spends_number, ${place.number})
    FROM (SELECT max(spends_epoch) AS spends_epoch, max(spends_number) AS spends_number FROM turns
          WHERE user_id = ${userId}::uuid AND concert_id = ${concertId} AND number = ${place.number}) turn
    WHERE user_id = ${userId}::uuid AND concert_id = ${concertId}`;
}

/** Gives a paid reservation's seats back. The buyer must be locked. Refusal: NOT_HELD, when it is not paid (any more). */
export async function returnSeats(tx: Tx, { id, userId, concertId, performanceId, seats }: ReservationRow): Promise<void> {
  const closed = await tx.$executeRaw`
    UPDATE reservations SET status = 'CANCELLED', closed_at = clock_timestamp() WHERE id = ${id} AND status = 'PAID'`;
  if (closed === 0) refuse('NOT_HELD');
  await rows(tx, returnSql, performanceId, seats, id);
  await tx.$executeRaw`
    UPDATE buyers SET seats_paid = seats_paid - ${seats.length}::smallint WHERE user_id = ${userId}::uuid AND concert_id = ${concertId}`;
}
