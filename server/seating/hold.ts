import type { Db } from '../database/db.ts';
import { isRefusal, refuse, Refusal } from '../errors/refusal.ts';
import { type Stores, keepTurn, type Place } from '../queue/queue.ts';
import { log } from '../config/log.ts';
import { type CommandKind, runnerOf, type Outcome } from '../database/groups.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, transaction, type Tx } from '../database/transaction.ts';
import { type Buyer, closeHold, heldReservation, isOfEndedPlace, lockBuyer } from './buyer.ts';
import { refuseLoneCompanions } from './companion-guard.ts';
import { rememberReservation } from './concert-of.ts';
import { refuseOrphans } from './orphan-guard.ts';
import {
  assertNone,
  type HoldCommand,
  type Precheck,
  precheck,
  precheckOne,
  refusalOfSeats,
  refusalToHold,
  seatLists,
  type SeatStates,
} from './precheck.ts';
import {
  findReservation,
  type Held,
  type Reservation,
  type ReservationRow,
  toReservation,
} from './reservation.ts';

const createHoldSql = loadSql(import.meta.url, './sql/create-hold.sql');
const takeSql = loadSql(import.meta.url, './sql/take-seats.sql');
const explainFailureSql = loadSql(import.meta.url, './sql/explain-failure.sql');

/**
 * Holds all requested seats for an admitted place, or none. Adds seats to a live hold on the same
 * performance; the hold's end does not change. Replaces a live hold on another performance only if
 * the new hold succeeds. Refusals: NOT_FOUND (unknown performance or seat), QUEUE_TOKEN_EXPIRED,
 * SALE_CLOSED, SEAT_LIMIT, TOO_MANY_REQUESTS (unpaid-hold limit), SEAT_TAKEN, SEAT_BLOCKED,
 * SEAT_ORPHAN, COMPANION, HOLD_EXPIRED (hold lapsed during the call), OFFER_OPEN.
 */
export async function hold(
  stores: Stores,
  place: Place,
  { performanceId, seats }: Pick<HoldCommand, 'performanceId' | 'seats'>,
): Promise<Reservation> {
  const command = { place, performanceId, seats };
  const held = await runnerOf(stores.db).submit(holds, place.userId, command);
  await keepTurnOfNew(stores, place, held);
  return held.reservation;
}

const holds: CommandKind<HoldCommand, Held> = {
  runGroup: holdAll,
  runAlone: (db, command) => serializable(db, (tx) => holdIn(tx, command)),
  isRepeatable: false,
  claimsOf,
};

/** Names each requested seat of the performance. */
function claimsOf({ performanceId, seats }: HoldCommand): string[] {
  return seats.map((seat) => `${String(performanceId)}-${String(seat)}`);
}

/**
 * Groups the holds of users without a hold, in concerts without the orphan rule. Any other hold
 * runs alone. The precheck refuses late requests without a transaction, because most requests in a
 * rush come too late for seats.
 */
async function holdAll(db: Db, commands: HoldCommand[]): Promise<Outcome<Held>[]> {
  const prechecks = await precheck(db, commands);
  const claimed: string[] = [];
  const begun: Begun[] = [];
  const outcomes = commands.map((command, at): Outcome<Held> | Begun => {
    const seen = prechecks[at] ?? null;
    const hasHold = seen !== null && seen.heldReservationId !== null;
    const refusal = hasHold ? null : refusalToHold(seen, command, null);
    if (seen === null || refusal !== null)
      return { kind: 'refusal', refusal: refusal ?? refuse('NOT_FOUND') };
    // Defers the command, because an earlier command of this group may get the seat.
    const claims = claimsOf(command);
    const isContested = claims.some((claim) => claimed.includes(claim));
    claimed.push(...claims);
    if (isContested) return { kind: 'next' };
    if (hasHold || seen.orphanRule) return { kind: 'alone' };
    const member = { command, seen };
    begun.push(member);
    return member;
  });
  const created = begun.length === 0 ? [] : await transaction(db, (tx) => createHolds(tx, begun));
  const rowOf = new Map(begun.map((member, at) => [member, created[at]]));
  return outcomes.map((outcome) =>
    'kind' in outcome ? outcome : createdOutcome(outcome, rowOf.get(outcome)),
  );
}

export interface Begun {
  command: HoldCommand;
  seen: Pick<Precheck, 'holdSeconds' | 'seatLimit' | 'revision'>;
}

/** `lone`: companion seats that the request has without their wheelchair seats. */
type Created = SeatStates & { lone: number[]; isFresh: boolean; isOpen: boolean } & (
    ReservationRow | { id: null }
  );

/**
 * Creates each hold whose seats are free, whose sale is open, and whose buyer's row has not changed
 * since the precheck.
 */
export function createHolds(tx: Tx, begun: Begun[]): Promise<Created[]> {
  const commands = begun.map(({ command }) => command);
  return rows<Created>(
    tx,
    createHoldSql,
    commands.map(({ place }) => place.userId),
    commands.map(({ place }) => place.concertId),
    commands.map(({ performanceId }) => performanceId),
    commands.map(({ place }) => place.epoch),
    commands.map(({ place }) => place.number),
    begun.map(({ seen }) => seen.holdSeconds),
    begun.map(({ seen }) => seen.seatLimit),
    begun.map(({ seen }) => seen.revision),
    ...seatLists(commands),
  );
}

export function createdOutcome({ command }: Begun, row: Created | undefined): Outcome<Held> {
  if (!row?.isFresh) return { kind: 'next' };
  const created = rowOrRefusal(command, row);
  return isRefusal(created)
    ? { kind: 'refusal', refusal: created }
    : { kind: 'reply', reply: toHeld(created) };
}

/** Returns the new hold, or the refusal for its sale or its seats. */
function rowOrRefusal({ seats }: HoldCommand, row: Created): ReservationRow | Refusal {
  if (row.id !== null) return row;
  if (!row.isOpen) return new Refusal('SALE_CLOSED', {});
  const refusal = refusalOfSeats(seats, row);
  if (refusal !== null) return refusal;
  if (row.lone.length > 0) return new Refusal('COMPANION', { seats: row.lone });
  throw new Error('no hold, although all requested seats were free');
}

export const toHeld = (row: ReservationRow): Held => ({
  reservation: toReservation(row),
  leftMs: row.leftMs,
});

/** True for a lapsed hold, and for a hold of an ended place that no job has closed yet. */
const isOver = (row: ReservationRow, buyer: Buyer) =>
  row.status === 'EXPIRED' || isOfEndedPlace(row, buyer);

/**
 * Locks the buyer's row and reads the state before a hold. `live` is the buyer's live hold. Refusal:
 * OFFER_OPEN, because nothing moves an offer or adds to it.
 */
export async function prepareHold(
  tx: Tx,
  command: HoldCommand,
): Promise<{ seen: Precheck; live: ReservationRow | null }> {
  const { place } = command;
  const buyer = await lockBuyer(tx, place.userId, place.concertId);
  let current = await heldReservation(tx, buyer);
  if (current !== null && isOver(current, buyer)) {
    await closeHold(tx, current); // counts the hold towards the unpaid-hold limit
    current = null;
  }
  if (current?.offer === true) refuse('OFFER_OPEN', { reservationId: current.id });
  const seen = { ...(await precheckOne(tx, command)), seatLimit: buyer.seatLimit };
  return { seen, live: current?.status === 'HELD' ? current : null };
}

/** Runs any hold alone, even with a live hold or the orphan rule. Locks the buyer first. */
export async function holdIn(tx: Tx, command: HoldCommand): Promise<Held> {
  const { performanceId } = command;
  const { seen, live } = await prepareHold(tx, command);
  assertNone(refusalToHold(seen, command, live));
  const added = live?.performanceId === performanceId ? live : null;
  const row =
    added === null ? await createHold(tx, command, seen) : await addSeats(tx, command, added);
  if (seen.orphanRule)
    await refuseOrphans(tx, { id: row.id, performanceId }, added?.seats ?? [], row.seats);
  if (live !== null && added === null) await closeHold(tx, live);
  if (row.status !== 'HELD') refuse('HOLD_EXPIRED'); // the hold lapsed during a lock wait
  return toHeld(row);
}

export async function createHold(
  tx: Tx,
  command: HoldCommand,
  seen: Precheck,
): Promise<ReservationRow> {
  const [row] = await createHolds(tx, [{ command, seen }]);
  if (!row?.isFresh) throw new Error('the buyer changed in spite of its lock');
  const created = rowOrRefusal(command, row);
  if (isRefusal(created)) throw created;
  return created;
}

/**
 * Adds seats to a live hold. Keeps the prices of the seats already in the hold. Refusals: those of
 * refusalOfSeats, COMPANION.
 */
async function addSeats(
  tx: Tx,
  { place: { userId, concertId, epoch, number }, performanceId, seats }: HoldCommand,
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
  await refuseLoneCompanions(tx, performanceId, data.seats);
  await tx.reservation.update({ where: { id }, data, select: { id: true } });
  await tx.buyer.update({
    where: { userId_concertId: { userId, concertId } },
    data: { seatsHeld: bySeat.length },
    select: { userId: true },
  });
  return (await findReservation(tx, id)) ?? refuse('NOT_FOUND');
}

/** Throws the refusal for the requested seats that sql/take-seats.sql could not take. */
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
  assertNone(
    refusalOfSeats(requested, {
      known: found.map(({ number }) => number),
      blocked: found.filter((seat) => seat.blocked).map(({ number }) => number),
      free: taken,
    }),
  );
  throw new Error('all requested seats were taken');
}

/** Remembers the concert of a new hold, and extends the turn as keepTurnFor does. */
export async function keepTurnOfNew(stores: Stores, place: Place, held: Held): Promise<void> {
  rememberReservation(held.reservation.reservationId, place);
  await keepTurnFor(stores, place, held);
}

/**
 * Extends the turn beyond the end of the hold. Logs a failure instead of throwing it, because the
 * hold has already committed.
 */
export async function keepTurnFor(stores: Stores, place: Place, { leftMs }: Held): Promise<void> {
  try {
    await keepTurn(stores, place, leftMs);
  } catch (error) {
    log.warn({ err: error, concertId: place.concertId }, 'could not extend turn to its hold');
  }
}
