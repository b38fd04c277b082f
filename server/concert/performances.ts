import { recordAudit } from '../admin/admin.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { removeScans } from '../door/door.ts';
import { refuse } from '../errors/refusal.ts';
import { recordNotices } from '../notice/notice.ts';
import type { Stores } from '../queue/queue.ts';
import { planSeats, writeSeats } from '../seat-plan/seat-plan.ts';
import { clearPerformance } from '../seating/seating.ts';
import { applyChangedPolicy } from './applied-policy.ts';
import type {
  AddPerformanceInput,
  MovePerformanceInput,
  RemovePerformanceInput,
} from './concert.schema.ts';
import { copySeats } from './seats.ts';
import { lockConcert, type LockedConcert, versionNow } from './version.ts';

const moveSql = loadSql(import.meta.url, './sql/move-performance.sql');
const ownersSql = loadSql(import.meta.url, './sql/owners-of-date.sql');

interface Changed {
  version: number;
  /** True if the queue must learn the new times. */
  hasQueue: boolean;
}

/** Adds a date as addDate does. The queue follows at once. */
export async function addPerformance(
  stores: Stores,
  actorId: string,
  input: AddPerformanceInput,
): Promise<{ performanceId: number; version: number }> {
  const { performanceId, ...changed } = await addDate(stores.db, actorId, input);
  return { performanceId, ...(await applied(stores, input.concertId, changed)) };
}

async function applied(
  stores: Stores,
  concertId: number,
  { version, hasQueue }: Changed,
): Promise<{ version: number }> {
  if (hasQueue) await applyChangedPolicy(stores, concertId);
  return { version };
}

/**
 * Adds a date with its seats. The queue follows at the next tick. Refusals: NOT_FOUND (concert,
 * performance to copy, or hall plan), CHANGED, SALE_CLOSED for an ended or cancelled concert,
 * BAD_INPUT for a start that another date has, before the opening, or in the past (except for a
 * draft). With `reopens`, the demonstration goes on after its last date.
 */
export function addDate(
  db: Db,
  actorId: string,
  { concertId, version, startsAt: iso, ...given }: AddPerformanceInput,
  { reopens = false } = {},
): Promise<Changed & { performanceId: number }> {
  const startsAt = new Date(iso);
  return serializable(db, async (tx) => {
    const locked = await lockConcert(tx, concertId, version);
    const { state, isOver } = locked;
    if (state === 'ENDED' || state === 'CANCELLED' || (isOver && !reopens)) refuse('SALE_CLOSED');
    await assertStart(tx, locked, startsAt);
    const { runningMinutes } = await tx.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: { runningMinutes: true },
    });
    const endsAt = new Date(startsAt.getTime() + runningMinutes * 60_000);
    const { id: performanceId } = await tx.performance.create({
      data: { concertId, startsAt, endsAt },
      select: { id: true },
    });
    await fillWithSeats(tx, performanceId, given);
    await recordAudit(tx, {
      actorId,
      action: 'performance.add',
      concertId,
      reason: 'added',
      after: { performanceId, startsAt: startsAt.toISOString() },
    });
    return { performanceId, ...(await changedFrom(tx, locked)) };
  });
}

async function changedFrom(tx: Tx, { concertId, state }: LockedConcert): Promise<Changed> {
  return { ...(await versionNow(tx, concertId)), hasQueue: state !== 'DRAFT' };
}

async function fillWithSeats(
  tx: Tx,
  performanceId: number,
  { seats = [], copyFrom, planId }: Pick<AddPerformanceInput, 'seats' | 'copyFrom' | 'planId'>,
): Promise<void> {
  if (copyFrom !== undefined) {
    if ((await copySeats(tx, performanceId, copyFrom)) === 0) refuse('NOT_FOUND');
  } else {
    const planned = planId === undefined ? seats : await planSeats(tx, planId);
    await writeSeats(tx, performanceId, planned);
  }
}

const wrongStart = (message: string) =>
  refuse('BAD_INPUT', { issues: [{ path: 'startsAt', message }] });

/** Checks the start of a new or moved date. The caller must hold the concert's lock. */
async function assertStart(
  tx: Tx,
  { concertId, state }: LockedConcert,
  startsAt: Date,
): Promise<void> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const { opensAt } = await tx.concert.findUniqueOrThrow({
    where: { id: concertId },
    select: { opensAt: true },
  });
  if (startsAt <= opensAt) wrongStart('must be after the opening of the sale');
  if (state !== 'DRAFT' && clock !== undefined && startsAt <= clock.now)
    wrongStart('must be in the future');
  const taken = await tx.performance.count({ where: { concertId, startsAt, cancelledAt: null } });
  if (taken > 0) wrongStart('another date has this start');
}

async function concertOf(db: Pick<Db, 'performance'>, performanceId: number): Promise<number> {
  const found = await db.performance.findUnique({
    where: { id: performanceId },
    select: { concertId: true },
  });
  return found?.concertId ?? refuse('NOT_FOUND');
}

/**
 * Moves a date. Holds and payments stay, and each ticket gets a new issue with the new start.
 * Owners of earlier reservations then cancel without a fee for some days. Refusals: NOT_FOUND,
 * CHANGED, SALE_CLOSED for a cancelled concert or performance and after the concert's last date,
 * BAD_INPUT as addPerformance.
 */
export async function movePerformance(
  stores: Stores,
  actorId: string,
  { performanceId, version, startsAt: iso, reason }: MovePerformanceInput,
): Promise<{ version: number }> {
  const startsAt = new Date(iso);
  const concertId = await concertOf(stores.db, performanceId);
  const moved = await serializable(stores.db, async (tx) => {
    const locked = await lockConcert(tx, concertId, version);
    const before = await tx.performance.findUnique({
      where: { id: performanceId },
      select: { startsAt: true, cancelledAt: true },
    });
    const { startsAt: from, cancelledAt } = before ?? refuse('NOT_FOUND');
    if (locked.state === 'CANCELLED' || locked.isOver || cancelledAt !== null)
      refuse('SALE_CLOSED');
    await assertStart(tx, locked, startsAt);
    await tx.$executeRawUnsafe(moveSql, performanceId, startsAt, locked.state !== 'DRAFT');
    await recordAudit(tx, {
      actorId,
      action: 'performance.move',
      concertId,
      reason,
      before: { performanceId, startsAt: from.toISOString() },
      after: { performanceId, startsAt: startsAt.toISOString() },
    });
    await recordMove(tx, { concertId, performanceId }, { reason, from, to: startsAt });
    return changedFrom(tx, locked);
  });
  return applied(stores, concertId, moved);
}

/** Writes a notice for each owner of held or paid seats of a moved date. */
async function recordMove(
  tx: Tx,
  { concertId, performanceId }: { concertId: number; performanceId: number },
  { reason, from, to }: { reason: string; from: Date; to: Date },
): Promise<void> {
  const { revision } = await tx.performance.findUniqueOrThrow({
    where: { id: performanceId },
    select: { revision: true },
  });
  const owners = await rows<{ userId: string; reservations: number[] }>(
    tx,
    ownersSql,
    performanceId,
  );
  const data = { reason, from: from.toISOString(), to: to.toISOString() };
  await recordNotices(
    tx,
    owners.map(({ userId, reservations }) => ({
      userId,
      kind: 'DATE_MOVED',
      change: `${String(performanceId)}-${String(revision)}`,
      concertId,
      performanceId,
      data: { ...data, reservations },
    })),
  );
}

/**
 * Removes a date that nobody holds seats of or has paid for. Ended unpaid reservations and scans at
 * its door vanish with it. Refusals: NOT_FOUND, CHANGED, IN_USE, SALE_CLOSED for a cancelled date,
 * whose record stays.
 */
export async function removePerformance(
  stores: Stores,
  actorId: string,
  { performanceId, version }: RemovePerformanceInput,
): Promise<{ version: number }> {
  const concertId = await concertOf(stores.db, performanceId);
  const removed = await serializable(stores.db, async (tx) => {
    const locked = await lockConcert(tx, concertId, version);
    const before = await tx.performance.findUnique({
      where: { id: performanceId },
      select: { startsAt: true, cancelledAt: true },
    });
    const { startsAt, cancelledAt } = before ?? refuse('NOT_FOUND');
    if (cancelledAt !== null) refuse('SALE_CLOSED');
    await clearPerformance(tx, performanceId);
    await removeScans(tx, performanceId);
    await tx.performance.delete({ where: { id: performanceId }, select: { id: true } });
    await recordAudit(tx, {
      actorId,
      action: 'performance.remove',
      concertId,
      reason: 'removed',
      before: { performanceId, startsAt: startsAt.toISOString() },
    });
    return changedFrom(tx, locked);
  });
  return applied(stores, concertId, removed);
}
