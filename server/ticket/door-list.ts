import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { sign } from './keys.ts';

const doorListSql = loadSql(import.meta.url, './sql/door-list.sql');

/**
 * Returns the signed list of a performance's tickets, by which a device judges codes offline
 * (server/door/list.schema.ts). The list has no names. Refusal: NOT_FOUND.
 */
export async function listForDoor(
  db: Pick<Db, '$queryRawUnsafe'>,
  performanceId: number,
): Promise<string> {
  const [listed] = await rows<{ at: Date; tickets: object[]; voided: number[] }>(
    db,
    doorListSql,
    performanceId,
  );
  const { at, tickets, voided } = listed ?? refuse('NOT_FOUND');
  return sign('jari-door-list', { performanceId, at: at.toISOString(), tickets, voided });
}
