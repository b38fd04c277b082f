import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { orphansLeft, type RuledSeat } from './orphans.schema.ts';

const hallSql = loadSql(import.meta.url, './sql/hall.sql');

/**
 * Throws SEAT_ORPHAN if a change of a reservation's seats from `now` to `next` breaks the concert's
 * orphan-seat rule. Reads the whole hall, so that PostgreSQL rolls back one of two concurrent holds
 * that together leave an orphan seat.
 */
export async function refuseOrphans(
  tx: Tx,
  { id, performanceId }: { id: number; performanceId: number },
  now: number[],
  next: number[],
): Promise<void> {
  const seats = orphansLeft(await rows<RuledSeat>(tx, hallSql, performanceId, id, true), now, next);
  if (seats.length > 0) refuse('SEAT_ORPHAN', { seats });
}
