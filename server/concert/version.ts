import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { ConcertState } from '../generated/prisma/enums.ts';

const lockSql = loadSql(import.meta.url, './sql/lock-concert.sql');
const changedSinceSql = loadSql(import.meta.url, './sql/changed-since.sql');

export interface LockedConcert {
  concertId: number;
  version: number;
  /** Stored state. */
  state: ConcertState;
  archived: boolean;
  /** True if the clock has ended the concert, whose last date is over. */
  isOver: boolean;
}

/**
 * Locks a concert until the transaction ends, as every change by staff must do first. Database
 * triggers raise the version with each change. Refusals: NOT_FOUND, CHANGED if the concert has
 * another version than the editor has read.
 */
export async function lockConcert(
  tx: Tx,
  concertId: number,
  version?: number,
): Promise<LockedConcert> {
  const [row] = await rows<Omit<LockedConcert, 'concertId'>>(tx, lockSql, concertId);
  const locked = { concertId, ...(row ?? refuse('NOT_FOUND')) };
  if (version === undefined || version === locked.version) return locked;
  const [since] = await rows<{ fields: string[] }>(tx, changedSinceSql, concertId, version);
  return refuse('CHANGED', { version: locked.version, fields: since?.fields ?? [] });
}

/** Reads the version that the transaction's changes have reached. */
export async function versionNow(tx: Tx, concertId: number): Promise<{ version: number }> {
  return tx.concert.findUniqueOrThrow({ where: { id: concertId }, select: { version: true } });
}
