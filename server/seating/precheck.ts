import { refuse, Refusal } from '../errors/refusal.ts';
import { type Place, placeHasEnded } from '../queue/queue.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import type { Buyer } from './buyer.ts';
import type { ReservationRow } from './reservation.ts';

const precheckSql = loadSql(import.meta.url, './sql/precheck.sql');

/**
 * Unpaid-hold limit, in hold times. Each hold that ends unpaid adds a penalty of twice its
 * duration. Penalties run one after the other. A user whose remaining penalties exceed the limit
 * cannot begin a hold. After eight consecutive lapsed holds, the user must wait one hold time, so
 * that other users can get the seats.
 */
export const unpaidHoldsMax = 8;

export interface HoldCommand {
  place: Place;
  performanceId: number;
  seats: number[];
}

/** Requested seat numbers by state: existing, blocked by an admin, and available to the user. */
export interface SeatStates {
  known: number[];
  blocked: number[];
  free: number[];
}

/** State of the performance, the buyer and the requested seats before a hold. */
export interface Precheck
  extends
    SeatStates,
    Pick<Buyer, 'heldReservationId' | 'seatsPaid' | 'seatLimit' | 'endedEpoch' | 'endedNumber'> {
  /** Revision of the buyer's row; null without a row. */
  revision: number | null;
  open: boolean;
  orphanRule: boolean;
  holdSeconds: number;
  waitSeconds: number;
}

/** Returns one precheck per command; null if the concert lacks the performance. */
export async function precheck(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  commands: readonly HoldCommand[],
): Promise<(Precheck | null)[]> {
  const found = await rows<Precheck & { exists: boolean }>(
    tx,
    precheckSql,
    commands.map(({ performanceId }) => performanceId),
    commands.map(({ place }) => place.userId),
    commands.map(({ place }) => place.concertId),
    ...seatLists(commands),
    unpaidHoldsMax,
  );
  return found.map(({ exists, ...seen }) => (exists ? seen : null));
}

/** Returns two parallel lists: each seat's command, counted from 1, and each seat's number. */
export function seatLists(commands: readonly Pick<HoldCommand, 'seats'>[]): [number[], number[]] {
  return [
    commands.flatMap(({ seats }, at) => seats.map(() => at + 1)),
    commands.flatMap(({ seats }) => seats),
  ];
}

/**
 * Returns any refusal of `hold` except SEAT_ORPHAN, COMPANION and HOLD_EXPIRED; null if the hold may
 * begin.
 */
export function refusalToHold(
  seen: Precheck | null,
  { place, performanceId, seats }: HoldCommand,
  live: ReservationRow | null,
): Refusal | null {
  if (seen === null) return new Refusal('NOT_FOUND', {});
  const added = live?.performanceId === performanceId ? live : null;
  const all = new Set([...(added?.seats ?? []), ...seats]);
  const request = { place, count: all.size, isNew: added === null };
  return refusalToBegin(seen, request) ?? refusalOfSeats(seats, seen);
}

/**
 * Returns the refusal of a hold of any `count` seats: QUEUE_TOKEN_EXPIRED, SALE_CLOSED, SEAT_LIMIT,
 * or TOO_MANY_REQUESTS if the hold is new; null without one.
 */
export function refusalToBegin(
  seen: Precheck,
  { place, count, isNew }: { place: Place; count: number; isNew: boolean },
): Refusal | null {
  if (placeHasEnded(seen, place)) return new Refusal('QUEUE_TOKEN_EXPIRED', {});
  if (!seen.open) return new Refusal('SALE_CLOSED', {});
  if (seen.seatsPaid + count > seen.seatLimit)
    return new Refusal('SEAT_LIMIT', { limit: seen.seatLimit });
  if (isNew && seen.waitSeconds > 0)
    return new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: Math.ceil(seen.waitSeconds) });
  return null;
}

/** Returns NOT_FOUND, SEAT_BLOCKED or SEAT_TAKEN; null if all requested seats are free. */
export function refusalOfSeats(
  requested: readonly number[],
  { known, blocked, free }: SeatStates,
): Refusal | null {
  if (known.length < requested.length) return new Refusal('NOT_FOUND', {});
  const lost = requested.filter((seat) => !free.includes(seat)).sort((a, b) => a - b);
  const notForSale = lost.filter((seat) => blocked.includes(seat));
  if (notForSale.length > 0) return new Refusal('SEAT_BLOCKED', { seats: notForSale });
  return lost.length > 0 ? new Refusal('SEAT_TAKEN', { seats: lost }) : null;
}

export function assertNone(refusal: Refusal | null): void {
  if (refusal !== null) throw refusal;
}

/** Refusal: NOT_FOUND if the concert lacks the performance. */
export async function precheckOne(tx: Tx, command: HoldCommand): Promise<Precheck> {
  const [seen] = await precheck(tx, [command]);
  return seen ?? refuse('NOT_FOUND');
}
