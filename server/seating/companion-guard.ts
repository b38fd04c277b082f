import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';

const loneCompanionsSql = loadSql(import.meta.url, './sql/lone-companions.sql');

/**
 * Throws COMPANION if a reservation of these seats has a companion seat without its wheelchair seat.
 * The statement sql/create-hold.sql applies the same rule to new holds.
 */
export async function refuseLoneCompanions(
  tx: Tx,
  performanceId: number,
  seats: number[],
): Promise<void> {
  const lone = await rows<{ number: number }>(tx, loneCompanionsSql, performanceId, seats);
  if (lone.length > 0) refuse('COMPANION', { seats: lone.map(({ number }) => number) });
}
