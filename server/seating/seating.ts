import { z } from 'zod';
import type { Db } from '../database/db.ts';
import { isRefusal, refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { shareJson } from '../database/shared-json.ts';
import { SharedRead } from '../database/shared-read.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { isEpoch, placeHasEnded, type Revoked } from '../queue/queue.ts';
import { type Buyer, closeHold, lockBuyer, heldReservation, isOfEndedPlace } from './buyer.ts';
import { findReservation, type Reservation, toReservation } from './reservation.ts';
import type { SeatKind } from './seating.schema.ts';

const seatsSql = loadSql(import.meta.url, './sql/seats.sql');
const skipSettledSql = loadSql(import.meta.url, './sql/skip-settled.sql');
const lapsedHoldsSql = loadSql(import.meta.url, './sql/lapsed-holds.sql');
const lapsedWaitedSql = loadSql(import.meta.url, './sql/lapsed-waited.sql');

export { lockBuyer, findReservation, toReservation };
export { refusalToUse } from './reservation.ts';
export type { Reservation };
export { concertOfReservation } from './concert-of.ts';
export { extend, extensionsMax } from './extend.ts';
export { bestAvailable } from './best-available.ts';
export { hold } from './hold.ts';
export { forceRelease } from './force-release.ts';
export { release } from './release.ts';
export { releaseAll } from './release-all.ts';
export { cancelSeats } from './cancel.ts';
export { type Position, runsOf } from './rows.schema.ts';
export { clearPerformance } from './clear-performance.ts';
export { closeHoldsOfDates, type OwnedSeats } from './close-dates.ts';

export type SeatState = 'available' | 'held' | 'mine' | 'sold' | 'blocked';

export interface Seat {
  seat: number;
  grade: string;
  price: number;
  kind: SeatKind;
  /** Number of the wheelchair seat of a companion seat, else null. */
  companionOf: number | null;
  /** Place on the plan of the hall; both are null if the place is unknown. */
  row: number | null;
  column: number | null;
  state: SeatState;
}

const allSeats = new SharedRead(async (db, performanceId) => {
  const [found] = await rows<SeatsRow>(db, seatsSql, performanceId);
  if (found?.seats == null) await assertPerformanceExists(db, performanceId);
  return {
    isCancelled: found?.isCancelled === true,
    holders: found?.holders ?? [],
    seats: shareJson(found?.seats ?? []),
  };
});

/** The result row of sql/seats.sql. */
interface SeatsRow {
  isCancelled: boolean;
  seats: Seat[] | null;
  holders: (string | null)[] | null;
}

/** An instance may remember the concert of a performance that staff have removed since. */
async function assertPerformanceExists(db: Db, id: number): Promise<void> {
  if ((await db.performance.findUnique({ where: { id }, select: { id: true } })) === null)
    refuse('NOT_FOUND');
}

/**
 * Returns every seat as a user sees it. The state is `mine` only for the user's live hold. Refusals:
 * NOT_FOUND, SALE_CLOSED for a cancelled performance.
 */
export async function seats(db: Db, performanceId: number, userId: string): Promise<Seat[]> {
  const { isCancelled, holders, seats } = await allSeats.read(db, performanceId);
  if (isCancelled) refuse('SALE_CLOSED');
  if (!holders.includes(userId)) return seats;
  return seats.map((seat, at) => (holders[at] === userId ? { ...seat, state: 'mine' } : seat));
}

/**
 * Records the end of a place and of the user's earlier places, and releases seats held under these
 * places. A repeated call changes nothing. Returns false and writes nothing if a new epoch began
 * after the event, because the new epoch may not know of the end.
 */
export async function persistEnd(db: Db, ended: Revoked): Promise<boolean> {
  try {
    return await serializable(db, (tx) => persistEndIn(tx, ended));
  } catch (error) {
    // A user without a database row holds nothing. `true` marks the event as handled, so that other
    // users' events do not wait.
    if (!isRefusal(error) || error.code !== 'NOT_SIGNED_IN') throw error;
    return true;
  }
}

async function persistEndIn(
  tx: Tx,
  { userId, concertId, epoch, number, observedEpoch }: Revoked,
): Promise<boolean> {
  const buyer = await lockBuyer(tx, userId, concertId);
  if (!(await isEpoch(tx, concertId, observedEpoch))) return false;
  if (!placeHasEnded(buyer, { epoch, number })) {
    await tx.buyer.update({
      where: { userId_concertId: { userId, concertId } },
      data: { endedEpoch: epoch, endedNumber: number },
      select: { userId: true },
    });
  }
  await closeHoldOfEnded(tx, { ...buyer, endedEpoch: epoch, endedNumber: BigInt(number) });
  return true;
}

/** Releases the seats that the buyer holds under an ended place. */
async function closeHoldOfEnded(tx: Tx, buyer: Buyer): Promise<void> {
  const held = await heldReservation(tx, buyer);
  if (held !== null && isOfEndedPlace(held, buyer)) await closeHold(tx, held);
}

/**
 * Locks the buyer, and closes the buyer's lapsed hold, if there is one. A live hold stays.
 * Refusals: those of lockBuyer.
 */
export async function closeLapsedHoldOf(tx: Tx, userId: string, concertId: number): Promise<void> {
  const held = await heldReservation(tx, await lockBuyer(tx, userId, concertId));
  if (held?.status === 'EXPIRED') await closeHold(tx, held);
}

/** Locks the buyer, and closes the buyer's open or lapsed offer. Refusals: those of lockBuyer. */
export async function closeOffer(tx: Tx, userId: string, concertId: number): Promise<void> {
  const held = await heldReservation(tx, await lockBuyer(tx, userId, concertId));
  if (held?.offer === true) await closeHold(tx, held);
}

const holdEnded = z.object({ userId: z.string(), concertId: z.number() });

/**
 * Closes up to `limit` holds of ended places, oldest first. server/queue records such an end with a
 * message in the outbox, because that room knows no holds. All instances may run this job at once.
 */
export async function closeEndedHolds(db: Db, limit = 100): Promise<void> {
  const messages = await db.outboxMessage.findMany({
    where: { kind: 'HOLD_ENDED' },
    orderBy: { id: 'asc' },
    take: limit,
  });
  for (const { id, payload } of messages) {
    const { userId, concertId } = holdEnded.parse(payload);
    await serializable(db, async (tx) =>
      closeHoldOfEnded(tx, await lockBuyer(tx, userId, concertId)),
    );
    await db.outboxMessage.deleteMany({ where: { id } });
  }
}

const settledMax = 10_000;

/**
 * Closes up to `limit` lapsed holds and returns their number. Correctness does not depend on this
 * job, because a lapsed hold's seats are free by the database's clock, or `sweepWaited` closes it.
 */
export async function sweep(db: Db, limit = 100): Promise<number> {
  await db.$executeRawUnsafe(skipSettledSql, settledMax);
  return closeLapsed(db, await rows<Owner>(db, lapsedHoldsSql, limit));
}

/**
 * Closes up to `limit` lapsed holds of waited seats, and returns their number. Unlike other lapsed
 * holds, their seats become free only by this job, so that the waitlist decides about them first.
 */
export async function sweepWaited(db: Db, limit = 100): Promise<number> {
  return closeLapsed(db, await rows<Owner>(db, lapsedWaitedSql, limit));
}

interface Owner {
  userId: string;
  concertId: number;
}

async function closeLapsed(db: Db, lapsed: Owner[]): Promise<number> {
  for (const { userId, concertId } of lapsed) {
    await serializable(db, (tx) => closeLapsedHoldOf(tx, userId, concertId));
  }
  return lapsed.length;
}
