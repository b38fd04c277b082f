import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import type { SeatFields } from './concert.schema.ts';

const copySeatsSql = loadSql(import.meta.url, './sql/copy-seats.sql');

/** Fills a new performance with seats. */
export async function createSeats(
  tx: Tx,
  performanceId: number,
  seats: readonly SeatFields[],
): Promise<void> {
  await tx.seat.createMany({
    data: seats.map(({ seat, grade, price }) => ({
      performanceId,
      number: seat,
      grade,
      priceKrw: BigInt(price),
    })),
  });
}

/** Fills a new performance with the seats of another one. Returns the number of seats. */
export async function copySeats(tx: Tx, performanceId: number, from: number): Promise<number> {
  const [copied] = await rows<{ seats: number }>(tx, copySeatsSql, performanceId, from);
  return copied?.seats ?? 0;
}

/** Returns a stored seat as the contract names its fields. */
export const toSeatFields = ({
  number,
  grade,
  priceKrw,
}: {
  number: number;
  grade: SeatFields['grade'];
  priceKrw: bigint;
}): SeatFields => ({ seat: number, grade, price: Number(priceKrw) });
