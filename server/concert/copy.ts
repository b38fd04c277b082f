import { recordAudit } from '../admin/admin.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { isInstant } from '../schema/ids.schema.ts';
import { copySeats } from './seats.ts';

const copyConcertSql = loadSql(import.meta.url, './sql/copy-concert.sql');

const dayMs = 86_400_000;

/**
 * Copies a concert in any state, with its performances and their seats, as a draft whose times are
 * `shiftDays` days later. Refusals: NOT_FOUND, BAD_INPUT if a time leaves the accepted years.
 */
export function copyConcert(
  db: Db,
  actorId: string,
  { concertId, shiftDays }: { concertId: number; shiftDays: number },
): Promise<{ concertId: number }> {
  return serializable(db, async (tx) => {
    const originals = await copiedPerformances(tx, concertId, shiftDays);
    const [copy = refuse('NOT_FOUND')] = await rows<{ id: number; performances: number[] }>(
      tx,
      copyConcertSql,
      concertId,
      shiftDays,
    );
    for (const [at, performanceId] of copy.performances.entries())
      await copySeats(tx, performanceId, originals[at] ?? refuse('NOT_FOUND'));
    await recordAudit(tx, {
      actorId,
      action: 'concert.copy',
      concertId: copy.id,
      reason: 'copied',
      after: { copyOf: concertId, shiftDays },
    });
    return { concertId: copy.id };
  });
}

/** Returns the ids of the performances to copy, in the order of their starts. */
async function copiedPerformances(tx: Tx, concertId: number, shiftDays: number): Promise<number[]> {
  const found = await tx.concert.findUnique({
    where: { id: concertId },
    select: {
      opensAt: true,
      lineOpensAt: true,
      closesAt: true,
      performances: {
        where: { cancelledAt: null },
        orderBy: { startsAt: 'asc' },
        select: { id: true, startsAt: true },
      },
    },
  });
  const { opensAt, lineOpensAt, closesAt, performances } = found ?? refuse('NOT_FOUND');
  const times = [opensAt, lineOpensAt, closesAt, ...performances.map(({ startsAt }) => startsAt)];
  const isPossible = times.every(
    (time) => time === null || isInstant(time.getTime() + shiftDays * dayMs),
  );
  if (!isPossible)
    refuse('BAD_INPUT', {
      issues: [{ path: 'shiftDays', message: 'all times must be in the years 2000 to 2099' }],
    });
  return performances.map(({ id }) => id);
}
