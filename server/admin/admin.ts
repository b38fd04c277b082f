import { assertOpeningTimes, concertExists, concertOfAnyPerformance } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { applyPolicy, queueCounts, type Stores } from '../queue/queue.ts';
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

async function queuePolicy(
  stores: Stores,
  concertId: number,
): Promise<{ isDraft: boolean; policy: QueuePolicy }> {
  const { capacity, ratePerMinute, pauseReason, message, state, ...times } = await applyPolicy(
    stores,
    concertId,
  );
  const own = await stores.db.concert.findUnique({
    where: { id: concertId },
    select: { sessionSeconds: true, claimSeconds: true, graceSeconds: true },
  });
  const { sessionSeconds, claimSeconds, graceSeconds } = own ?? refuse('NOT_FOUND');
  const policy = {
    capacity,
    ratePerMinute,
    sessionSeconds: times.sessionMs / 1_000,
    claimSeconds: times.claimMs / 1_000,
    graceSeconds: times.graceMs / 1_000,
    asAll: {
      sessionSeconds: sessionSeconds === null,
      claimSeconds: claimSeconds === null,
      graceSeconds: graceSeconds === null,
    },
    lineOpensAt: new Date(times.lineOpensAt).toISOString(),
    opensAt: new Date(times.opensAt).toISOString(),
    paused: pauseReason !== null,
    pauseReason,
    message,
  };
  return { isDraft: state === 'DRAFT', policy };
}

/**
 * Returns a concert's policy, user counts, seat counts, revenue and arrivals. A draft has no users.
 * Refusal: NOT_FOUND.
 */
export async function overview(stores: Stores, concertId: number): Promise<Overview> {
  await concertExists(stores.db, concertId, { withHidden: true });
  const [totals] = await rows<Omit<Totals, 'revenue'> & { revenue: bigint }>(
    stores.db,
    totalsSql,
    concertId,
  );
  const { revenue, ...counts } = totals ?? refuse('NOT_FOUND');
  const [arrivals] = await rows<Arrivals>(stores.db, arrivalsSql, concertId);
  const { isDraft, policy } = await queuePolicy(stores, concertId);
  return {
    ...(isDraft ? { waiting: 0, active: 0 } : await queueCounts(stores, concertId)),
    ...policy,
    ...counts,
    revenue: Number(revenue),
    ...(arrivals ?? { arrived: 0, arrivedLastMinute: 0 }),
  };
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
  const seats = await allAdminSeats.read(db, performanceId);
  return masked ? seats.map((seat) => ({ ...seat, name: null, email: null })) : seats;
}

/** Fields that `setPolicy` can change. */
const policyFields = {
  capacity: true,
  ratePerMinute: true,
  sessionSeconds: true,
  claimSeconds: true,
  graceSeconds: true,
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
  return (await queuePolicy(stores, concertId)).policy;
}
