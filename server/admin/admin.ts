import { assertOpeningTimes, concertExists, concertOfAnyPerformance } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import {
  applyPolicy,
  type Policy,
  policyOf,
  type QueueFigures,
  queueFigures,
  type Stores,
} from '../queue/queue.ts';
import { loadSql } from '../database/load-sql.ts';
import { SharedRead } from '../database/shared-read.ts';
import { rows, serializable } from '../database/transaction.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type {
  AdminSeat,
  Arrivals,
  Overview,
  PolicyInput,
  QueuePolicy,
  Totals,
} from './admin.schema.ts';
import { recordAudit, valuesOf } from './audit-log.ts';

export { type AuditValues, recordAudit } from './audit-log.ts';
export type { AdminSeat, Overview, QueuePolicy } from './admin.schema.ts';

const totalsSql = loadSql(import.meta.url, './sql/concert-totals.sql');
const arrivalsSql = loadSql(import.meta.url, './sql/arrivals.sql');
const seatMapSql = loadSql(import.meta.url, './sql/seat-map.sql');

/** Limits that a concert takes from policy_defaults unless it has its own. */
const limitFields = {
  capacity: true,
  ratePerMinute: true,
  sessionSeconds: true,
  claimSeconds: true,
  graceSeconds: true,
} satisfies Prisma.ConcertSelect;

async function queuePolicy(
  { db }: Stores,
  { capacity, ratePerMinute, pauseReason, message, concertId, ...times }: Policy,
): Promise<QueuePolicy> {
  const own = await db.concert.findUnique({
    where: { id: concertId },
    select: limitFields,
  });
  const limits = own ?? refuse('NOT_FOUND');
  return {
    capacity,
    ratePerMinute,
    sessionSeconds: times.sessionMs / 1_000,
    claimSeconds: times.claimMs / 1_000,
    graceSeconds: times.graceMs / 1_000,
    asAll: {
      capacity: limits.capacity === null,
      ratePerMinute: limits.ratePerMinute === null,
      sessionSeconds: limits.sessionSeconds === null,
      claimSeconds: limits.claimSeconds === null,
      graceSeconds: limits.graceSeconds === null,
    },
    lineOpensAt: new Date(times.lineOpensAt).toISOString(),
    opensAt: new Date(times.opensAt).toISOString(),
    paused: pauseReason !== null,
    pauseReason,
    message,
  };
}

/**
 * Returns a concert's policy, user counts, seat counts, revenue and arrivals. Applies a changed
 * policy first. A draft has no users. Refusal: NOT_FOUND.
 */
export async function overview(stores: Stores, concertId: number): Promise<Overview> {
  await concertExists(stores.db, concertId, { withHidden: true });
  return (await overviewUnder(stores, await applyPolicy(stores, concertId))).overview;
}

/** As `overview`, without a tick of the queue. `queue` is null for a draft. Refusal: NOT_FOUND. */
export async function readOverview(
  stores: Stores,
  concertId: number,
): Promise<{ overview: Overview; queue: QueueFigures | null }> {
  return overviewUnder(stores, await policyOf(stores.db, concertId, { withDrafts: true }));
}

async function overviewUnder(stores: Stores, policy: Policy) {
  const { concertId, state } = policy;
  const [[totals], [arrivals], settings, queue] = await Promise.all([
    rows<Omit<Totals, 'revenue'> & { revenue: bigint }>(stores.db, totalsSql, concertId),
    rows<Arrivals>(stores.db, arrivalsSql, concertId),
    queuePolicy(stores, policy),
    state === 'DRAFT' ? null : queueFigures(stores, concertId),
  ]);
  const { revenue, ...counts } = totals ?? refuse('NOT_FOUND');
  const { waiting, active } = queue ?? { waiting: 0, active: 0 };
  const overview = {
    waiting,
    active,
    ...settings,
    ...counts,
    revenue: Number(revenue),
    ...(arrivals ?? { arrived: 0, arrivedLastMinute: 0 }),
  };
  return { overview, queue };
}

const allAdminSeats = new SharedRead(async (db, performanceId): Promise<AdminSeat[]> => {
  const found = await rows<
    Omit<AdminSeat, 'price' | 'paidAmount' | 'paidPrice' | 'heldUntil'> & {
      price: bigint;
      paidAmount: bigint | null;
      paidPrice: bigint | null;
      heldUntil: Date | null;
    }
  >(db, seatMapSql, performanceId);
  return found.map(({ price, paidAmount, paidPrice, heldUntil, ...seat }) => ({
    ...seat,
    price: Number(price),
    paidAmount: paidAmount === null ? null : Number(paidAmount),
    paidPrice: paidPrice === null ? null : Number(paidPrice),
    heldUntil: heldUntil?.toISOString() ?? null,
  }));
});

/**
 * Returns every seat of a performance with its owner. `masked` removes names and e-mail addresses,
 * which only managers see. Refusal: NOT_FOUND.
 */
export async function seatMap(
  db: Db,
  performanceId: number,
  { masked = false } = {},
): Promise<AdminSeat[]> {
  await concertOfAnyPerformance(db, performanceId);
  const seats = await adminSeats(db, performanceId);
  return masked ? seats.map(maskSeat) : seats;
}

/** Returns every seat of a performance, none for an unknown one. Callers at once share one read. */
export const adminSeats = (db: Db, performanceId: number): Promise<AdminSeat[]> =>
  allAdminSeats.read(db, performanceId);

/** Returns the seat without its owner's name and e-mail address. */
export const maskSeat = (seat: AdminSeat): AdminSeat => ({ ...seat, name: null, email: null });

/** Fields that `setPolicy` can change. */
const policyFields = {
  ...limitFields,
  opensAt: true,
  lineOpensAt: true,
  paused: true,
  message: true,
} satisfies Prisma.ConcertSelect;

/**
 * Changes a queue's policy. The same transaction writes the audit entry. Redis receives the new
 * policy immediately after the commit. Refusals: NOT_FOUND, BAD_INPUT if the queue opens after the
 * sale, or the sale after the first performance.
 */
export async function setPolicy(
  stores: Stores,
  actorId: string,
  { concertId, reason, ...changes }: PolicyInput,
): Promise<QueuePolicy> {
  const { paused, message, ...limits } = changes;
  await concertExists(stores.db, concertId, { withHidden: true });
  await serializable(stores.db, async (tx) => {
    const before = await tx.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: policyFields,
    });
    await assertOpeningTimes(tx, concertId, limits);
    const after = await tx.concert.update({
      where: { id: concertId },
      data: {
        ...limits,
        ...(paused !== undefined && { paused, pauseReason: paused ? reason : null }),
        ...(message !== undefined && { message: message === '' ? null : message }),
      },
      select: policyFields,
    });
    await recordAudit(tx, {
      actorId,
      action: 'queue.set',
      concertId,
      reason,
      before: valuesOf(before, changes),
      after: valuesOf(after, changes),
    });
  });
  return queuePolicy(stores, await applyPolicy(stores, concertId));
}
