import { refuse } from '../errors/refusal.ts';
import type { Tx } from '../database/transaction.ts';
import { closeHold, lockBuyer } from './buyer.ts';
import { findReservation, heldNow, refusalToUse, type Reservation } from './reservation.ts';

/**
 * Ends a user's live hold for a reason of staff, which its owner can read. The owner's next call
 * about the hold gets NOT_HELD. The hold does not count towards the unpaid-hold limit, and the turn
 * goes on. Returns the closed reservation and its owner. Refusals: NOT_FOUND and those of
 * refusalToUse.
 */
export async function forceRelease(
  tx: Tx,
  reservationId: number,
  reason: string,
): Promise<{ userId: string; reservation: Reservation }> {
  const { userId, concertId } = (await findReservation(tx, reservationId)) ?? refuse('NOT_FOUND');
  await lockBuyer(tx, userId, concertId);
  const found = (await findReservation(tx, reservationId)) ?? refuse('NOT_FOUND');
  const refusal = refusalToUse(found);
  if (refusal !== null) throw refusal;
  await closeHold(tx, found, reason);
  return { userId, reservation: (await heldNow(tx, reservationId)).reservation };
}
