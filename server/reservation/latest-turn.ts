import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';

const latestTurnSql = loadSql(import.meta.url, './sql/latest-turn.sql');

/** Returns the ids of the user's reservations in the latest turn at each concert. */
export async function ofLatestTurn(db: Db, userId: string): Promise<Set<number>> {
  const found = await rows<{ id: number }>(db, latestTurnSql, userId);
  return new Set(found.map(({ id }) => id));
}
