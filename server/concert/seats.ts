import type { Tx } from '../database/transaction.ts';
import { seatsOf, writeSeats } from '../seat-plan/seat-plan.ts';

/**
 * Fills a new performance with the seats of another one, without their owners and blocks. Returns
 * the number of seats.
 */
export async function copySeats(tx: Tx, performanceId: number, from: number): Promise<number> {
  const seats = await seatsOf(tx, from);
  await writeSeats(tx, performanceId, seats);
  return seats.length;
}
