import { refuse, Refusal } from '../errors/refusal.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { loadSql } from '../database/load-sql.ts';
import type { ReservationStatus } from '../generated/prisma/enums.ts';

const reservationSql = loadSql(import.meta.url, './sql/reservation.sql');

export interface Reservation {
  reservationId: number;
  concertId: number;
  performanceId: number;
  seats: number[];
  /** Total price of all seats, in won. */
  price: number;
  /** EXPIRED once the database's clock passes the hold's end, even before a job closes the hold. */
  status: ReservationStatus;
  expiresAt: string;
  /** True if the waitlist holds the seats for the user. */
  offer: boolean;
}

/** `status` and `leftMs` depend on the database's clock at the time of the read. */
export interface ReservationRow {
  id: number;
  userId: string;
  concertId: number;
  performanceId: number;
  seats: number[];
  pricesKrw: bigint[];
  status: ReservationStatus;
  heldUntil: Date;
  extensions: number;
  offer: boolean;
  /** Both are null for an offer. */
  placeEpoch: number | null;
  placeNumber: bigint | null;
  leftMs: number;
}

const totalKrw = (pricesKrw: bigint[]): bigint => pricesKrw.reduce((sum, price) => sum + price, 0n);

export function toReservation(row: Omit<ReservationRow, 'leftMs' | 'userId'>): Reservation {
  const { id, concertId, performanceId, seats, pricesKrw, status, heldUntil, offer } = row;
  return {
    reservationId: id,
    concertId,
    performanceId,
    seats,
    price: Number(totalKrw(pricesKrw)),
    status,
    expiresAt: heldUntil.toISOString(),
    offer,
  };
}

export async function findReservation(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  reservationId: number,
): Promise<ReservationRow | null> {
  const [row] = await rows<ReservationRow>(tx, reservationSql, reservationId);
  return row ?? null;
}

/** Refusal: NOT_FOUND (unknown reservation, or another user's). */
export async function findOwnReservation(
  tx: Tx,
  userId: string,
  reservationId: number,
): Promise<ReservationRow> {
  const found = await findReservation(tx, reservationId);
  return found?.userId === userId ? found : refuse('NOT_FOUND');
}

/** Returns null for a live hold; otherwise ALREADY_PAID, NOT_HELD or HOLD_EXPIRED. */
export function refusalToUse({ status }: Pick<ReservationRow, 'status'>): Refusal | null {
  switch (status) {
    case 'HELD':
      return null;
    case 'PAID':
      return new Refusal('ALREADY_PAID', {});
    case 'RELEASED':
    case 'CANCELLED':
      return new Refusal('NOT_HELD', {});
    case 'EXPIRED':
      return new Refusal('HOLD_EXPIRED', {});
  }
}

/** Reservation and its remaining hold time by the database's clock. */
export interface Held {
  reservation: Reservation;
  leftMs: number;
}

/** Reads a hold again after this transaction has changed it. */
export async function heldNow(tx: Tx, id: number): Promise<Held> {
  const row = (await findReservation(tx, id)) ?? refuse('NOT_FOUND');
  return { reservation: toReservation(row), leftMs: row.leftMs };
}
