import type { Db } from '../database/db.ts';
import { isRefusal, refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { isEpoch, placeHasEnded, type Revoked } from '../queue/queue.ts';
import { closeHold, lockBuyer, heldReservation } from './buyer.ts';
import { findReservation, type Reservation, toReservation } from './reservation.ts';

const concertOfSql = loadSql(import.meta.url, './sql/concert-of.sql');

export { lockBuyer, findReservation, toReservation };
export type { Reservation };
export { extend, extensionsMax, hold, release, requireLive } from './hold.ts';
export { returnSeats } from './cancel.ts';

export type SeatState = 'available' | 'held' | 'mine' | 'sold' | 'blocked';

export interface Seat {
  seat: number;
  grade: string;
  price: number;
  state: SeatState;
}

/** Every seat of a performance as `userId` sees it: `mine` is their own live hold only. */
export async function seats(db: Db, performanceId: number, userId: string): Promise<Seat[]> {
  const found = await db.$queryRaw<(Omit<Seat, 'price'> & { price: bigint })[]>`
    SELECT s.number AS seat, grade::text, price_krw AS price,
           CASE WHEN blocked_reason IS NOT NULL THEN 'blocked'
                WHEN s.reservation_id IS NULL OR s.held_until <= clock_timestamp() THEN 'available'
                WHEN s.held_until IS NULL THEN 'sold'
                WHEN r.user_id = ${userId}::uuid THEN 'mine' ELSE 'held' END AS state
    FROM seats s LEFT JOIN reservations r ON r.id = s.reservation_id
    WHERE s.performance_id = ${performanceId} ORDER BY s.number`;
  return found.map((seat) => ({ ...seat, price: Number(seat.price) }));
}

/** The concert of this person's reservation. Refusal: NOT_FOUND, also for someone else's. */
export async function concertOfReservation(
  db: Pick<Db, '$queryRawUnsafe'>,
  reservationId: number,
  userId: string,
): Promise<number> {
  const [row] = await rows<{ concertId: number }>(db, concertOfSql, reservationId, userId);
  return row?.concertId ?? refuse('NOT_FOUND');
}

/**
 * Writes down that a place in line is used up, with all of its person's before it, and releases what was held under them. Safe to
 * repeat. False, and nothing is written, where the line has begun anew since it said so: it may not know of this end.
 */
export async function endPlace(db: Db, spent: Revoked): Promise<boolean> {
  try {
    return await serializable(db, (tx) => endPlaceIn(tx, spent));
  } catch (error) {
    // The place of somebody whom the database does not know: they hold nothing, and others' ends must not wait behind it.
    if (!isRefusal(error) || error.code !== 'NOT_SIGNED_IN') throw error;
    return true;
  }
}

async function endPlaceIn(
  tx: Tx,
  { userId, concertId, epoch, number, observedEpoch: knownIn }: Revoked,
): Promise<boolean> {
  const buyer = await lockBuyer(tx, userId, concertId);
  if (!(await isEpoch(tx, concertId, knownIn))) return false;
  if (!placeHasEnded(buyer, { epoch, number })) {
    await tx.buyer.update({
      where: { userId_concertId: { userId, concertId } },
      data: { endedEpoch: epoch, endedNumber: number },
      select: { userId: true },
    });
  }
  const held = await heldReservation(tx, buyer);
  const ended = { ...buyer, endedEpoch: epoch, endedNumber: BigInt(number) };
  if (
    held !== null &&
    placeHasEnded(ended, { epoch: held.placeEpoch, number: Number(held.placeNumber) })
  )
    await closeHold(tx, held);
  return true;
}

const settledMax = 10_000;

/** Tidies up to `limit` lapsed holds; returns how many. Their seats are free by the clock already: correctness never waits for this. */
export async function sweep(db: Db, limit = 100): Promise<number> {
  // What was paid or closed before its time was over has nothing to be tidied. Payments do not say so themselves: see the index.
  await db.$executeRaw`
    UPDATE reservations SET swept = true WHERE id IN (
      SELECT id FROM reservations WHERE NOT swept AND held_until <= clock_timestamp() AND status <> 'HELD'
      LIMIT ${settledMax} FOR UPDATE SKIP LOCKED)`;
  const lapsed = await db.$queryRaw<{ userId: string; concertId: number }[]>`
    SELECT user_id AS "userId", concert_id AS "concertId" FROM reservations
    WHERE NOT swept AND status = 'HELD' AND held_until <= clock_timestamp() ORDER BY held_until LIMIT ${limit}`;
  for (const { userId, concertId } of lapsed) {
    await serializable(db, async (tx) => {
      const held = await heldReservation(tx, await lockBuyer(tx, userId, concertId));
      if (held?.status === 'EXPIRED') await closeHold(tx, held);
    });
  }
  return lapsed.length;
}
