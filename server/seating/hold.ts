import type { Db } from '../db.ts';
import { refuse, Refusal } from '../errors.ts';
import { type LineStores, keepTurn, type Place } from '../queue/queue.ts';
import { log } from '../log.ts';
import { text } from '../text.ts';
import { rows, serializable, type Tx } from '../transaction.ts';
import { type Buyer, closeHold, enter, heldReservation, placeHasEnded } from './buyer.ts';
import { refuseOrphans } from './neighbours.ts';
import { findReservation, type Reservation, type ReservationRow, toReservation } from './reservation.ts';

const prepareSql = text(import.meta.url, './sql/prepare-hold.sql');
const takeSql = text(import.meta.url, './sql/take-seats.sql');
const extendSql = text(import.meta.url, './sql/extend-seats.sql');
const freeSql = text(import.meta.url, './sql/free-seats.sql');
const whyNotSql = text(import.meta.url, './sql/why-not.sql');

export const extensionsMax = 2;

/**
 * A hold that ends unpaid counts for twice as long as it lasted, one after the other; while more than so many hold times count, its
 * person begins no other. Eight holds can lapse in a row, then seats are left to others for as long as they were held.
 */
export const vainHoldsMax = 8;

/** A hold, and how long it still lasts by the database's clock. */
export interface Held {
  reservation: Reservation;
  leftMs: number;
}

/**
 * Holds seats, all or none, under a place whose turn it is. More seats of the same performance are added to the live hold and
 * its end stays; seats of another performance replace it, once all of the new ones are won.
 * Refusals: NOT_FOUND (no such seat), QUEUE_TOKEN_EXPIRED, SALE_CLOSED, SEAT_LIMIT, TOO_MANY_REQUESTS (held too long in vain),
 * SEAT_TAKEN, SEAT_BLOCKED, SEAT_ORPHAN, HOLD_EXPIRED (while being added to).
 */
export async function hold(
  stores: LineStores,
  place: Place,
  asked: { performanceId: number; seats: number[] },
): Promise<Reservation> {
  const held = await serializable(stores.db, (tx) => holdIn(tx, place, asked));
  await keepTurnFor(stores, place, held);
  return held.reservation;
}

/** `hold` within a transaction. */
export async function holdIn(
  tx: Tx,
  place: Place,
  { performanceId, seats }: { performanceId: number; seats: number[] },
): Promise<Held> {
  const buyer = await enterWith(tx, place);
  const current = await liveHold(tx, buyer);
  const added = current?.performanceId === performanceId ? current : null;
  const next = await prepare(tx, performanceId, buyer);
  if (!next.open) refuse('SALE_CLOSED');
  const all = [...new Set([...(added?.seats ?? []), ...seats])];
  if (buyer.seatsPaid + all.length > buyer.seatLimit) refuse('SEAT_LIMIT', { limit: buyer.seatLimit });
  if (added === null) refuseChurn(next);

  const { id, heldUntil } = added ?? next;
  const taken = await rows<{ number: number; price: bigint }>(tx, takeSql, performanceId, seats, id, heldUntil);
  if (taken.length < seats.length) await explain(tx, performanceId, seats, taken);
  if (next.orphanRule) await refuseOrphans(tx, { id, performanceId }, added?.seats ?? [], all);
  if (current !== null && added === null) await closeHold(tx, current);
  await write(tx, place, { id, performanceId, heldAt: next.heldAt, heldUntil, added, taken });
  const held = await heldNow(tx, id);
  return held.reservation.status === 'HELD' ? held : refuse('HOLD_EXPIRED'); // it lapsed while we waited for a seat to add
}

interface Prepared {
  id: number;
  heldAt: Date;
  heldUntil: Date;
  open: boolean;
  orphanRule: boolean;
  waitSeconds: number;
}

/** What a hold that begins now would be. Refusal: NOT_FOUND. */
async function prepare(tx: Tx, performanceId: number, { userId }: Pick<Buyer, 'userId'>): Promise<Prepared> {
  const [next] = await rows<Prepared>(tx, prepareSql, performanceId, userId, vainHoldsMax);
  return next ?? refuse('NOT_FOUND');
}

function refuseChurn({ waitSeconds }: Prepared): void {
  if (waitSeconds > 0) throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(waitSeconds) });
}

/** The buyer, locked. Refusal: QUEUE_TOKEN_EXPIRED when the database knows the place as used up. */
async function enterWith(tx: Tx, place: Place): Promise<Buyer> {
  const buyer = await enter(tx, place.userId, place.concertId);
  return placeHasEnded(buyer, place) ? refuse('QUEUE_TOKEN_EXPIRED') : buyer;
}

/** The buyer's live hold; one that has lapsed is closed on the way. */
async function liveHold(tx: Tx, buyer: Buyer): Promise<ReservationRow | null> {
  const held = await heldReservation(tx, buyer);
  if (held?.status !== 'EXPIRED') return held;
  await closeHold(tx, held);
  return null;
}

/** The buyer's live hold, if it is on this performance. */
export async function liveHoldOn(tx: Tx, buyer: Buyer, performanceId: number): Promise<ReservationRow | null> {
  const held = await heldReservation(tx, buyer);
  return held?.performanceId === performanceId && held.status === 'HELD' ? held : null;
}

async function explain(tx: Tx, performanceId: number, asked: number[], taken: { number: number }[]): Promise<never> {
  const found = await rows<{ number: number; blocked: boolean }>(tx, whyNotSql, performanceId, asked);
  if (found.length < asked.length) refuse('NOT_FOUND');
  const lost = found.filter(({ number }) => !taken.some((seat) => seat.number === number));
  const blocked = lost.filter((seat) => seat.blocked);
  const numbers = (seats: { number: number }[]) => seats.map(({ number }) => number).sort((a, b) => a - b);
  return blocked.length > 0
    ? refuse('SEAT_BLOCKED', { seats: numbers(blocked) })
    : refuse('SEAT_TAKEN', { seats: numbers(lost) });
}

interface Winning {
  id: number;
  performanceId: number;
  heldAt: Date;
  heldUntil: Date;
  added: ReservationRow | null;
  taken: { number: number; price: bigint }[];
}

/** The reservation row is written for winners only, by the database's clock; the price of a seat is fixed when it is first held. */
async function write(
  tx: Tx,
  { userId, concertId, epoch, number }: Place,
  { id, performanceId, heldAt, heldUntil, added, taken }: Winning,
): Promise<void> {
  const prices = new Map(taken.map(({ number, price }) => [number, price]));
  added?.seats.forEach((seat, at) => prices.set(seat, added.pricesKrw[at] ?? refuse('NOT_FOUND')));
  const bySeat = [...prices].sort(([a], [b]) => a - b);
  const data = {
    seats: bySeat.map(([seat]) => seat),
    pricesKrw: bySeat.map(([, price]) => price),
    placeEpoch: epoch,
    placeNumber: number,
  };
  if (added === null)
    await tx.reservation.create({
      data: { id, userId, concertId, performanceId, createdAt: heldAt, heldUntil, ...data },
      select: { id: true },
    });
  else await tx.reservation.update({ where: { id }, data, select: { id: true } });
  await tx.buyer.update({
    where: { userId_concertId: { userId, concertId } },
    data: { heldReservationId: id, seatsHeld: bySeat.length },
    select: { userId: true },
  });
}

async function heldNow(tx: Tx, id: number): Promise<Held> {
  const row = (await findReservation(tx, id)) ?? refuse('NOT_FOUND');
  return { reservation: toReservation(row), leftMs: row.leftMs };
}

/** The hold stands even if the line's store is away at this moment; then the session just ends when it would have. */
async function keepTurnFor(stores: LineStores, place: Place, { leftMs }: Held): Promise<void> {
  try {
    await keepTurn(stores, place, leftMs);
  } catch (error) {
    log.warn({ err: error, concertId: place.concertId }, 'a turn was not prolonged for its hold');
  }
}

/** Refusal: NOT_FOUND, also for someone else's. */
async function ownReservation(tx: Tx, userId: string, reservationId: number): Promise<ReservationRow> {
  const found = await findReservation(tx, reservationId);
  return found?.userId === userId ? found : refuse('NOT_FOUND');
}

/** Refuses unless the reservation is a live hold. Refusals: ALREADY_PAID, NOT_HELD, HOLD_EXPIRED. */
export function requireLive({ status }: ReservationRow): void {
  if (status === 'PAID') refuse('ALREADY_PAID');
  if (status === 'RELEASED' || status === 'CANCELLED') refuse('NOT_HELD');
  if (status === 'EXPIRED') refuse('HOLD_EXPIRED');
}

/** Gives a live hold its full time again, twice at most. Refusals: NOT_FOUND, those of requireLive, EXTEND_LIMIT, QUEUE_TOKEN_EXPIRED. */
export async function extend(stores: LineStores, place: Place, reservationId: number): Promise<Reservation> {
  const held = await serializable(stores.db, (tx) => extendIn(tx, place, reservationId));
  await keepTurnFor(stores, place, held);
  return held.reservation;
}

async function extendIn(tx: Tx, place: Place, reservationId: number): Promise<Held> {
  await enterWith(tx, place);
  const found = await ownReservation(tx, place.userId, reservationId);
  requireLive(found);
  if (found.extensions >= extensionsMax) refuse('EXTEND_LIMIT');
  const next = await prepare(tx, found.performanceId, place);
  const kept = await rows(tx, extendSql, found.performanceId, found.seats, found.id, next.heldUntil);
  if (kept.length < found.seats.length) refuse('HOLD_EXPIRED');
  await tx.reservation.update({
    where: { id: found.id },
    data: { heldUntil: next.heldUntil, extensions: { increment: 1 }, placeEpoch: place.epoch, placeNumber: place.number },
    select: { id: true },
  });
  return heldNow(tx, found.id);
}

/**
 * Gives up all seats of a hold, or some of them. What is not held (any more) may be released again; the answer says how the
 * reservation stands. Refusals: NOT_FOUND, ALREADY_PAID, NOT_HELD (cancelled), SEAT_ORPHAN (some only).
 */
export function release(
  db: Db,
  userId: string,
  concertId: number,
  reservationId: number,
  seats?: number[],
): Promise<Reservation> {
  return serializable(db, async (tx) => {
    await enter(tx, userId, concertId);
    const found = await ownReservation(tx, userId, reservationId);
    if (found.status === 'PAID') refuse('ALREADY_PAID');
    if (found.status === 'CANCELLED') refuse('NOT_HELD');
    if (found.status !== 'HELD') return toReservation(found);
    const kept = seats === undefined ? [] : found.seats.filter((seat) => !seats.includes(seat));
    if (kept.length === 0) await closeHold(tx, found);
    else if (kept.length < found.seats.length) await shrink(tx, found, kept);
    return (await heldNow(tx, reservationId)).reservation;
  });
}

async function shrink(
  tx: Tx,
  { id, userId, concertId, performanceId, seats, pricesKrw }: ReservationRow,
  kept: number[],
): Promise<void> {
  await refuseOrphans(tx, { id, performanceId }, seats, kept);
  const given = seats.filter((seat) => !kept.includes(seat));
  await rows(tx, freeSql, performanceId, given, id);
  const prices = pricesKrw.filter((_, at) => kept.includes(seats[at] ?? 0));
  await tx.reservation.update({ where: { id }, data: { seats: kept, pricesKrw: prices }, select: { id: true } });
  await tx.buyer.update({
    where: { userId_concertId: { userId, concertId } },
    data: { seatsHeld: kept.length },
    select: { userId: true },
  });
}
