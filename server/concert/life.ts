import { recordAudit } from '../admin/admin.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { Stores } from '../queue/queue.ts';
import { applyChangedPolicy } from './applied-policy.ts';
import { lackingOf } from './checklist.ts';
import { lockConcert } from './version.ts';

const closeSql = loadSql(import.meta.url, './sql/close-concert.sql');
const archiveSql = loadSql(import.meta.url, './sql/archive-concert.sql');

interface Versioned {
  concertId: number;
  version: number;
}

/**
 * Publishes a draft: everyone sees it, and its queue opens in time. Only the demonstration data
 * need no poster. Refusals: NOT_FOUND, CHANGED, NOT_READY with the words of checklist.ts, or
 * `draft` for a concert that is none.
 */
export function publishConcert(
  { db }: Pick<Stores, 'db'>,
  actorId: string,
  { concertId, version }: Versioned,
  { needsPoster = true } = {},
): Promise<{ version: number }> {
  return serializable(db, async (tx) => {
    const { state } = await lockConcert(tx, concertId, version);
    if (state !== 'DRAFT') refuse('NOT_READY', { lacking: ['draft'] });
    const all = await lackingOf(tx, concertId);
    const lacking = all.filter((word) => needsPoster || word !== 'poster');
    if (lacking.length > 0) refuse('NOT_READY', { lacking });
    const published = await tx.concert.update({
      where: { id: concertId },
      data: { state: 'PUBLISHED', archived: false },
      select: { version: true },
    });
    await recordAudit(tx, {
      actorId,
      action: 'concert.publish',
      concertId,
      reason: 'published',
      before: { state },
      after: { state: 'PUBLISHED' },
    });
    return published;
  });
}

/**
 * Ends the sale of a published concert for good. Its queue closes, and live holds can still be
 * paid. Refusals: NOT_FOUND, CHANGED, SALE_CLOSED for an ended or cancelled concert, NOT_READY for
 * a draft.
 */
export async function closeConcert(
  stores: Stores,
  actorId: string,
  input: Versioned & { reason: string },
): Promise<{ version: number }> {
  const closed = await endSale(stores.db, actorId, input);
  await applyChangedPolicy(stores, input.concertId);
  return closed;
}

/** Ends the sale as closeConcert does. The queue follows at the next tick. */
export function endSale(
  db: Db,
  actorId: string,
  { concertId, version, reason }: Versioned & { reason: string },
): Promise<{ version: number }> {
  return serializable(db, async (tx) => {
    const { state } = await lockConcert(tx, concertId, version);
    if (state === 'DRAFT') refuse('NOT_READY', { lacking: ['published'] });
    const [row] = await rows<{ version: number }>(tx, closeSql, concertId);
    if (row === undefined) refuse('SALE_CLOSED');
    await recordAudit(tx, {
      actorId,
      action: 'concert.close',
      concertId,
      reason,
      before: { state },
      after: { state: 'ENDED' },
    });
    return row;
  });
}

/**
 * Hides a draft, an ended or a cancelled concert from the lists, or shows it again. Refusals:
 * NOT_FOUND, CHANGED, NOT_READY for a concert that has not ended.
 */
export function archiveConcert(
  { db }: Pick<Stores, 'db'>,
  actorId: string,
  { concertId, version, archived }: Versioned & { archived: boolean },
): Promise<{ version: number }> {
  return serializable(db, async (tx) => {
    const before = await lockConcert(tx, concertId, version);
    const [row] = await rows<{ version: number }>(tx, archiveSql, concertId, archived);
    if (row === undefined) refuse('NOT_READY', { lacking: ['ended'] });
    await recordAudit(tx, {
      actorId,
      action: 'concert.archive',
      concertId,
      reason: archived ? 'archived' : 'shown again',
      before: { archived: before.archived },
      after: { archived },
    });
    return row;
  });
}
