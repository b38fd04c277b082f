import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';

const lockSql = loadSql(import.meta.url, './sql/lock-waitlist.sql');
const endSql = loadSql(import.meta.url, './sql/end-wish.sql');

/**
 * Locks a concert's waitlist, as every change of its wishes must do first. Returns the next number.
 * Refusal: NOT_FOUND.
 */
export async function lockWaitlist(tx: Tx, concertId: number): Promise<number> {
  const [row] = await rows<{ number: number }>(tx, lockSql, concertId);
  return (row ?? refuse('NOT_FOUND')).number;
}

/** Ends a waiting wish: LEFT without a reason. The caller must hold the waitlist's lock. */
export async function endWish(
  tx: Tx,
  wishId: number,
  reason: 'SALE_CLOSED' | 'SEAT_LIMIT' | null,
): Promise<void> {
  await tx.$executeRawUnsafe(endSql, wishId, reason === null ? 'LEFT' : 'ENDED', reason);
}
