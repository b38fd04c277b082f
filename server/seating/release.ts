import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { closeHold, lockBuyer } from './buyer.ts';
import { refuseLoneCompanions } from './companion-guard.ts';
import { refuseOrphans } from './orphan-guard.ts';
import {
  findOwnReservation,
  heldNow,
  type Reservation,
  type ReservationRow,
  toReservation,
} from './reservation.ts';

const freeSql = loadSql(import.meta.url, './sql/free-seats.sql');

/**
 * Releases the given seats of a hold, or all of its seats by default. Returns a released or expired
 * reservation unchanged. Ignores seats outside the hold. Refusals: NOT_FOUND, ALREADY_PAID,
 * NOT_HELD (cancelled reservation, or hold that staff ended), SEAT_ORPHAN and COMPANION (partial
 * release).
 */
export function release(
  db: Db,
  userId: string,
  concertId: number,
  reservationId: number,
  seats?: number[],
): Promise<Reservation> {
  return serializable(db, async (tx) => {
    await lockBuyer(tx, userId, concertId);
    const found = await findOwnReservation(tx, userId, reservationId);
    if (found.status === 'PAID') refuse('ALREADY_PAID');
    if (found.status === 'CANCELLED') refuse('NOT_HELD');
    if (found.status !== 'HELD') {
      if (await isForced(tx, reservationId)) refuse('NOT_HELD');
      return toReservation(found);
    }
    const kept = seats === undefined ? [] : found.seats.filter((seat) => !seats.includes(seat));
    if (kept.length === 0) await closeHold(tx, found);
    else if (kept.length < found.seats.length) await shrink(tx, found, kept);
    return (await heldNow(tx, reservationId)).reservation;
  });
}

/** Returns true if staff ended the hold. */
async function isForced(tx: Tx, id: number): Promise<boolean> {
  const where = { id, releasedReason: { not: null } };
  return (await tx.reservation.findFirst({ where, select: { id: true } })) !== null;
}

async function shrink(
  tx: Tx,
  { id, userId, concertId, performanceId, seats, pricesKrw }: ReservationRow,
  kept: number[],
): Promise<void> {
  await refuseOrphans(tx, { id, performanceId }, seats, kept);
  await refuseLoneCompanions(tx, performanceId, kept);
  const released = seats.filter((seat) => !kept.includes(seat));
  await rows(tx, freeSql, performanceId, released, id);
  const prices = pricesKrw.filter((_, at) => kept.includes(seats[at] ?? 0));
  await tx.reservation.update({
    where: { id },
    data: { seats: kept, pricesKrw: prices },
    select: { id: true },
  });
  await tx.buyer.update({
    where: { userId_concertId: { userId, concertId } },
    data: { seatsHeld: kept.length },
    select: { userId: true },
  });
}
