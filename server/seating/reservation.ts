import { rows, type Tx } from '../database/transaction.ts';
import { loadSql } from '../database/load-sql.ts';
import type { ReservationStatus } from '../generated/prisma/enums.ts';

const reservationSql = loadSql(import.meta.url, './sql/reservation.sql');

export interface Reservation {
  reservationId: number;
  concertId: number;
  performanceId: number;
  seats: number[];
  /** Total of all seats, in won. */
  price: number;
  /** EXPIRED once the hold lapses by the database's clock, even before a job closes the hold. */
  status: ReservationStatus;
  expiresAt: string;
}

/** The database's clock at the time of reading decides the status of the row. */
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
  placeEpoch: number;
  placeNumber: bigint;
  leftMs: number;
}

const totalKrw = (pricesKrw: bigint[]): bigint => pricesKrw.reduce((sum, price) => sum + price, 0n);

export function toReservation(row: Omit<ReservationRow, 'leftMs' | 'userId'>): Reservation {
  const { id, concertId, performanceId, seats, pricesKrw, status, heldUntil } = row;
  return {
    reservationId: id,
    concertId,
    performanceId,
    seats,
    price: Number(totalKrw(pricesKrw)),
    status,
    expiresAt: heldUntil.toISOString(),
  };
}

export async function findReservation(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  reservationId: number,
): Promise<ReservationRow | null> {
  const [row] = await rows<ReservationRow>(tx, reservationSql, reservationId);
  return row ?? null;
}
