import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';

const closeSql = loadSql(import.meta.url, './sql/close-holds-of-dates.sql');

/** A hold that ended with its cancelled performance, or a paid reservation of it. */
export interface OwnedSeats {
  reservationId: number;
  performanceId: number;
  userId: string;
  /** Null for a hold. */
  paymentId: number | null;
}

/**
 * Ends the live holds of cancelled performances of one concert. Returns these holds and the paid
 * reservations. `reason` is for the owners, 1 to 500 characters.
 */
export function closeHoldsOfDates(
  tx: Tx,
  performanceIds: number[],
  reason: string,
): Promise<OwnedSeats[]> {
  return rows<OwnedSeats>(tx, closeSql, performanceIds, reason);
}
