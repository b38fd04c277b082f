import type { Db } from '../database/db.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { type Stores, keepTurn, type Place, placeHasEnded } from '../queue/queue.ts';
import { log } from '../config/log.ts';
import { loadSql } from '../database/load-sql.ts';
import {
  rows,
  serializable,
  transaction,
  type Tx,
  retrySerializable,
} from '../database/transaction.ts';
import { type Buyer, closeHold, lockBuyer } from './buyer.ts';
import { refuseOrphans } from './orphan-guard.ts';
import {
  findReservation,
  type Reservation,
  type ReservationRow,
  toReservation,
} from './reservation.ts';

const precheckSql = loadSql(import.meta.url, './sql/precheck.sql');
const createHoldSql = loadSql(import.meta.url, './sql/create-hold.sql');
const holdUntilSql = loadSql(import.meta.url, './sql/hold-until.sql');
const takeSql = loadSql(import.meta.url, './sql/take-seats.sql');
const extendSql = loadSql(import.meta.url, './sql/extend-seats.sql');
const freeSql = loadSql(import.meta.url, './sql/free-seats.sql');
const explainFailureSql = loadSql(import.meta.url, './sql/explain-failure.sql');

export const extensionsMax = 2;

/**
 * The unpaid-hold limit, in hold times. A hold that ends unpaid adds a penalty of twice its
 * duration. Penalties run one after the other. A user whose penalties exceed the limit cannot begin
 * a hold. After eight lapsed holds in a row the user must wait one hold time, in which other users
 * get the seats.
 */
export const unpaidHoldsMax = 8;

/** A hold with its remaining time by the database's clock. */
export interface Held {
  reservation: Reservation;
  leftMs: number;
}

/**
 * Holds seats, all or none, for an admitted place. Adds seats of the same performance to the live
 * hold, whose end does not change. Replaces the live hold with seats of another performance only if
 * the user gets all of these seats. Refusals: NOT_FOUND (no such seat), QUEUE_TOKEN_EXPIRED,
 * SALE_CLOSED, SEAT_LIMIT, TOO_MANY_REQUESTS (unpaid-hold limit), SEAT_TAKEN, SEAT_BLOCKED,
 * SEAT_ORPHAN, HOLD_EXPIRED (the live hold lapsed meanwhile).
 */
export async function hold(
  stores: Stores,
  place: Place,
  request: HoldRequest,
): Promise<Reservation> {
  const held = await retrySerializable(async () => {
    const seen = await precheck(stores.db, place, request);
    // Most requests in a rush are too late to get seats, so the precheck refuses them without a
    // transaction.
    assertHoldable(seen, place, request);
    return transaction(stores.db, (tx) => holdIn(tx, place, request, seen));
  });
  await keepTurnFor(stores, place, held);
  return held.reservation;
}

interface HoldRequest {
  performanceId: number;
  seats: number[];
}

/**
 * Runs the part of `hold` that needs a transaction. Reuses the precheck only if the revision of the
 * buyer's row shows no lock since the precheck.
 */
export async function holdIn(
  tx: Tx,
  place: Place,
  request: HoldRequest,
  seenBefore?: Precheck,
): Promise<Held> {
  const { performanceId } = request;
  const buyer = await lockBuyer(tx, place.userId, place.concertId);
  let seen = isFresh(buyer, seenBefore) ? seenBefore : await precheck(tx, place, request);
  if (seen.held?.status === 'EXPIRED') {
    await closeHold(tx, seen.held);
    seen = await precheck(tx, place, request); // closeHold raises waitSeconds
  }
  assertHoldable({ ...seen, ...buyer }, place, request);
  const current = liveHold(seen);
  const added = current?.performanceId === performanceId ? current : null;
  const row =
    added === null
      ? await createHold(tx, place, request, seen)
      : await addSeats(tx, place, request, added);
  if (seen.orphanRule)
    await refuseOrphans(tx, { id: row.id, performanceId }, added?.seats ?? [], row.seats);
  if (current !== null && added === null) await closeHold(tx, current);
  if (row.status !== 'HELD') refuse('HOLD_EXPIRED'); // the hold lapsed during a lock wait
  return { reservation: toReservation(row), leftMs: row.leftMs };
}

/** The performance, buyer and seats, which decide whether a hold may begin. */
interface Precheck extends Pick<
  Buyer,
  'heldReservationId' | 'seatsPaid' | 'seatLimit' | 'endedEpoch' | 'endedNumber'
> {
  /** Revision of the buyer's row; null if the buyer has no row. */
  revision: number | null;
  /** The reservation that the buyer's row points to, live or lapsed. */
  held: ReservationRow | null;
  open: boolean;
  orphanRule: boolean;
  holdSeconds: number;
  waitSeconds: number;
  known: number[];
  blocked: number[];
  free: number[];
}

/** Refusal: NOT_FOUND if the concert has no such performance. */
async function precheck(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  { userId, concertId }: Place,
  { performanceId, seats }: HoldRequest,
): Promise<Precheck> {
  const [found] = await rows<Omit<Precheck, 'held'>>(
    tx,
    precheckSql,
    performanceId,
    seats,
    userId,
    concertId,
    unpaidHoldsMax,
  );
  const seen = found ?? refuse('NOT_FOUND');
  return {
    ...seen,
    held:
      seen.heldReservationId === null ? null : await findReservation(tx, seen.heldReservationId),
  };
}

/** Returns true if no other transaction locked the buyer's row since the precheck. */
function isFresh(buyer: Buyer, seen: Precheck | undefined): seen is Precheck {
  return seen !== undefined && buyer.revision === (seen.revision === null ? 0 : seen.revision + 1);
}

const liveHold = ({ held }: Precheck): ReservationRow | null =>
  held?.status === 'HELD' ? held : null;

/** Throws any refusal of `hold` except SEAT_ORPHAN and HOLD_EXPIRED. */
function assertHoldable(seen: Precheck, place: Place, { performanceId, seats }: HoldRequest): void {
  if (placeHasEnded(seen, place)) refuse('QUEUE_TOKEN_EXPIRED');
  if (!seen.open) refuse('SALE_CLOSED');
  const current = liveHold(seen);
  const added = current?.performanceId === performanceId ? current : null;
  const all = new Set([...(added?.seats ?? []), ...seats]);
  if (seen.seatsPaid + all.size > seen.seatLimit) refuse('SEAT_LIMIT', { limit: seen.seatLimit });
  if (added === null && seen.waitSeconds > 0)
    throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(seen.waitSeconds) });
  refuseSeats(seats, seen);
}

/** Throws NOT_FOUND, SEAT_BLOCKED or SEAT_TAKEN unless all requested seats are free. */
function refuseSeats(
  requested: number[],
  { known, blocked, free }: Pick<Precheck, 'known' | 'blocked' | 'free'>,
): void {
  if (known.length < requested.length) refuse('NOT_FOUND');
  const lost = requested.filter((seat) => !free.includes(seat)).sort((a, b) => a - b);
  const notForSale = lost.filter((seat) => blocked.includes(seat));
  if (notForSale.length > 0) refuse('SEAT_BLOCKED', { seats: notForSale });
  if (lost.length > 0) refuse('SEAT_TAKEN', { seats: lost });
}

/** Takes all requested seats and inserts the reservation, or throws a refusal of refuseSeats. */
async function createHold(
  tx: Tx,
  place: Place,
  { performanceId, seats }: HoldRequest,
  { holdSeconds }: Precheck,
): Promise<ReservationRow> {
  const { userId, concertId, epoch, number } = place;
  const begun = await rows<{ taken: number[] } & (ReservationRow | { id: null })>(
    tx,
    createHoldSql,
    performanceId,
    seats,
    userId,
    concertId,
    epoch,
    number,
    holdSeconds,
  );
  const [held] = begun;
  if (held === undefined || held.id === null)
    return explainFailure(tx, performanceId, seats, held?.taken ?? []);
  return held;
}

/** Keeps the price of each seat that the hold already has. Refusals: those of refuseSeats. */
async function addSeats(
  tx: Tx,
  { userId, concertId, epoch, number }: Place,
  { performanceId, seats }: HoldRequest,
  added: ReservationRow,
): Promise<ReservationRow> {
  const { id, heldUntil } = added;
  const taken = await rows<{ number: number; price: bigint }>(
    tx,
    takeSql,
    performanceId,
    seats,
    id,
    heldUntil,
  );
  if (taken.length < seats.length)
    await explainFailure(
      tx,
      performanceId,
      seats,
      taken.map((seat) => seat.number),
    );
  const prices = new Map(taken.map(({ number, price }) => [number, price]));
  added.seats.forEach((seat, at) => prices.set(seat, added.pricesKrw[at] ?? refuse('NOT_FOUND')));
  const bySeat = [...prices].sort(([a], [b]) => a - b);
  const data = {
    seats: bySeat.map(([seat]) => seat),
    pricesKrw: bySeat.map(([, price]) => price),
    placeEpoch: epoch,
    placeNumber: number,
  };
  await tx.reservation.update({ where: { id }, data, select: { id: true } });
  await tx.buyer.update({
    where: { userId_concertId: { userId, concertId } },
    data: { seatsHeld: bySeat.length },
    select: { userId: true },
  });
  return (await findReservation(tx, id)) ?? refuse('NOT_FOUND');
}

/** Throws the refusal for the requested seats that the statement could not take. */
async function explainFailure(
  tx: Tx,
  performanceId: number,
  requested: number[],
  taken: number[],
): Promise<never> {
  const found = await rows<{ number: number; blocked: boolean }>(
    tx,
    explainFailureSql,
    performanceId,
    requested,
  );
  refuseSeats(requested, {
    known: found.map(({ number }) => number),
    blocked: found.filter((seat) => seat.blocked).map(({ number }) => number),
    free: taken,
  });
  throw new Error('all requested seats were taken');
}

/** Refusal: QUEUE_TOKEN_EXPIRED if the place has ended. */
async function lockBuyerOf(tx: Tx, place: Place): Promise<Buyer> {
  const buyer = await lockBuyer(tx, place.userId, place.concertId);
  return placeHasEnded(buyer, place) ? refuse('QUEUE_TOKEN_EXPIRED') : buyer;
}

async function heldNow(tx: Tx, id: number): Promise<Held> {
  const row = (await findReservation(tx, id)) ?? refuse('NOT_FOUND');
  return { reservation: toReservation(row), leftMs: row.leftMs };
}

/**
 * Extends the turn past the hold's end. If Redis is unavailable, keeps the hold and leaves the turn
 * unchanged.
 */
async function keepTurnFor(stores: Stores, place: Place, { leftMs }: Held): Promise<void> {
  try {
    await keepTurn(stores, place, leftMs);
  } catch (error) {
    log.warn({ err: error, concertId: place.concertId }, 'could not extend turn to its hold');
  }
}

/** Refusal: NOT_FOUND, even if the reservation belongs to another user. */
async function findOwnReservation(
  tx: Tx,
  userId: string,
  reservationId: number,
): Promise<ReservationRow> {
  const found = await findReservation(tx, reservationId);
  return found?.userId === userId ? found : refuse('NOT_FOUND');
}

/** Throws ALREADY_PAID, NOT_HELD or HOLD_EXPIRED unless the reservation is a live hold. */
export function requireLive({ status }: Pick<ReservationRow, 'status'>): void {
  if (status === 'PAID') refuse('ALREADY_PAID');
  if (status === 'RELEASED' || status === 'CANCELLED') refuse('NOT_HELD');
  if (status === 'EXPIRED') refuse('HOLD_EXPIRED');
}

/**
 * Restarts the hold time of a live hold, at most twice per hold. Refusals: NOT_FOUND, those of
 * requireLive, EXTEND_LIMIT, QUEUE_TOKEN_EXPIRED.
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
  await lockBuyerOf(tx, place);
  const found = await findOwnReservation(tx, place.userId, reservationId);
  requireLive(found);
  if (found.extensions >= extensionsMax) refuse('EXTEND_LIMIT');
  const [next = refuse('NOT_FOUND')] = await rows<{ heldUntil: Date }>(
    tx,
    holdUntilSql,
    place.concertId,
  );
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

/**
 * Releases all seats of a hold, or some. A repeated call, or a call for seats that the hold no
 * longer has, changes nothing and returns the reservation. Refusals: NOT_FOUND, ALREADY_PAID,
 * NOT_HELD (cancelled), SEAT_ORPHAN (a release of some seats).
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
