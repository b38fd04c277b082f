import { refuse } from '../errors/refusal.ts';
import type { Place, Stores } from '../queue/queue.ts';
import { placeHasEnded } from '../queue/queue.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { lockBuyer } from './buyer.ts';
import { keepTurnFor } from './hold.ts';
import {
  findOwnReservation,
  type Held,
  heldNow,
  refusalToUse,
  type Reservation,
} from './reservation.ts';

const holdUntilSql = loadSql(import.meta.url, './sql/hold-until.sql');
const extendSql = loadSql(import.meta.url, './sql/extend-seats.sql');

export const extensionsMax = 2;

/**
 * Restarts the hold time of a live hold, at most twice. Refusals: QUEUE_TOKEN_EXPIRED, NOT_FOUND,
 * those of refusalToUse, OFFER_OPEN, SALE_CLOSED, EXTEND_LIMIT.
 */
export async function extend(
  stores: Stores,
  place: Place,
  reservationId: number,
): Promise<Reservation> {
  const held = await serializable(stores.db, (tx) => extendIn(tx, place, reservationId));
  await keepTurnFor(stores, place, held);
  return held.reservation;
}

async function extendIn(tx: Tx, place: Place, reservationId: number): Promise<Held> {
  const buyer = await lockBuyer(tx, place.userId, place.concertId);
  if (placeHasEnded(buyer, place)) refuse('QUEUE_TOKEN_EXPIRED');
  const found = await findOwnReservation(tx, place.userId, reservationId);
  const refusal = refusalToUse(found);
  if (refusal !== null) throw refusal;
  if (found.offer) refuse('OFFER_OPEN', { reservationId });
  const [next = refuse('NOT_FOUND')] = await rows<{ heldUntil: Date; open: boolean }>(
    tx,
    holdUntilSql,
    place.concertId,
  );
  if (!next.open) refuse('SALE_CLOSED');
  if (found.extensions >= extensionsMax) refuse('EXTEND_LIMIT');
  const kept = await rows(
    tx,
    extendSql,
    found.performanceId,
    found.seats,
    found.id,
    next.heldUntil,
  );
  if (kept.length < found.seats.length) refuse('HOLD_EXPIRED');
  await tx.reservation.update({
    where: { id: found.id },
    data: {
      heldUntil: next.heldUntil,
      extensions: { increment: 1 },
      placeEpoch: place.epoch,
      placeNumber: place.number,
    },
    select: { id: true },
  });
  return heldNow(tx, found.id);
}
