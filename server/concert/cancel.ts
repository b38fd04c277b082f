import { recordAudit } from '../admin/admin.ts';
import type { Db } from '../database/db.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { loadSql } from '../database/load-sql.ts';
import type { Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { type NoticeRecord, recordNotices } from '../notice/notice.ts';
import type { Stores } from '../queue/queue.ts';
import { closeHoldsOfDates, type OwnedSeats } from '../seating/seating.ts';
import { voidTicketsOf } from '../ticket/ticket.ts';
import { applyChangedPolicy } from './applied-policy.ts';
import type { CancelConcertInput, CancelPerformanceInput } from './concert.schema.ts';
import { lockConcert, type LockedConcert } from './version.ts';

const cancelDatesSql = loadSql(import.meta.url, './sql/cancel-dates.sql');
const cancelConcertSql = loadSql(import.meta.url, './sql/cancel-concert.sql');

/** Number of payments that the cancellation refunds. */
interface Cancelled {
  refunds: number;
}

/**
 * Cancels a concert with all of its dates, also those that are over: nobody can join, hold or pay,
 * holds end, tickets are void, and a job refunds all payments in full. A repetition returns the same
 * number. Refusals: NOT_FOUND, NOT_READY for a draft, IDEMPOTENCY_MISMATCH.
 */
export async function cancelConcert(
  stores: Stores,
  actorId: string,
  input: CancelConcertInput,
): Promise<Cancelled> {
  const cancelled = await cancelAllDates(stores.db, actorId, input);
  await applyChangedPolicy(stores, input.concertId);
  return cancelled;
}

/** Cancels a concert as cancelConcert does. The queue follows at the next tick. */
export function cancelAllDates(
  db: Db,
  actorId: string,
  { concertId, reason, idempotencyKey: key }: CancelConcertInput,
): Promise<Cancelled> {
  const call = { userId: actorId, operation: 'CANCEL_CONCERT' as const, key };
  return withIdempotency(db, { ...call, request: { concertId, reason } }, async (tx) => {
    const locked = await lockPublished(tx, concertId);
    if (locked.state === 'CANCELLED') return refundsOfConcert(tx, concertId);
    const dates = await tx.performance.findMany({
      where: { concertId, cancelledAt: null },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    const performanceIds = dates.map(({ id }) => id);
    return cancelDates(tx, locked, { performanceIds, actorId, reason, ofConcert: true });
  });
}

/**
 * Cancels one date, as cancelConcert does. The other dates stay on sale. The last date cancels its
 * concert. A repetition returns the same number. Refusals: NOT_FOUND, NOT_READY
 * for a draft, IDEMPOTENCY_MISMATCH.
 */
export async function cancelPerformance(
  stores: Stores,
  actorId: string,
  { performanceId, reason, idempotencyKey: key }: CancelPerformanceInput,
): Promise<Cancelled> {
  const concertId = await concertOfDate(stores.db, performanceId);
  const call = { userId: actorId, operation: 'CANCEL_PERFORMANCE' as const, key };
  const cancelled = await withIdempotency(
    stores.db,
    { ...call, request: { performanceId, reason } },
    async (tx) => {
      const locked = await lockPublished(tx, concertId);
      const before = await tx.cancellation.findUnique({
        where: { performanceId },
        select: { payments: true },
      });
      if (before !== null) return { refunds: before.payments };
      return cancelDates(tx, locked, {
        performanceIds: [performanceId],
        actorId,
        reason,
        ofConcert: false,
      });
    },
  );
  await applyChangedPolicy(stores, concertId);
  return cancelled;
}

async function concertOfDate(db: Pick<Db, 'performance'>, id: number): Promise<number> {
  const found = await db.performance.findUnique({ where: { id }, select: { concertId: true } });
  return found?.concertId ?? refuse('NOT_FOUND');
}

async function lockPublished(tx: Tx, concertId: number): Promise<LockedConcert> {
  const locked = await lockConcert(tx, concertId);
  if (locked.state === 'DRAFT') refuse('NOT_READY', { lacking: ['published'] });
  return locked;
}

/** Counts the payments that the cancellation of this concert refunds, also those refunded since. */
async function refundsOfConcert(tx: Tx, concertId: number): Promise<Cancelled> {
  const { _sum: sum } = await tx.cancellation.aggregate({
    where: { performance: { concertId }, ofConcert: true },
    _sum: { payments: true },
  });
  return { refunds: sum.payments ?? 0 };
}

interface Dates {
  performanceIds: number[];
  actorId: string;
  reason: string;
  /** True if the staff member cancels the whole concert. */
  ofConcert: boolean;
}

/** The caller must hold the concert's lock. */
async function cancelDates(
  tx: Tx,
  { concertId, state }: LockedConcert,
  { performanceIds, actorId, reason, ofConcert }: Dates,
): Promise<Cancelled> {
  const owned = await closeHoldsOfDates(tx, performanceIds, reason);
  const paid = owned.filter(isPaid);
  const refunds = paymentsOf(paid);
  const paidIds = paid.map(({ reservationId }) => reservationId);
  await tx.$executeRawUnsafe(cancelDatesSql, performanceIds);
  const isCancelled = (await tx.$executeRawUnsafe(cancelConcertSql, concertId, ofConcert)) > 0;
  await voidTicketsOf(tx, paidIds, reason);
  await tx.cancellation.createMany({
    data: performanceIds.map((performanceId) => ({
      performanceId,
      byUserId: actorId,
      reason,
      ofConcert: isCancelled,
      payments: paymentsOf(paid.filter((each) => each.performanceId === performanceId)),
    })),
  });
  const [performanceId = 0] = performanceIds;
  const change = isCancelled
    ? { kind: 'CONCERT_CANCELLED' as const, change: String(concertId) }
    : { kind: 'DATE_CANCELLED' as const, change: String(performanceId), performanceId };
  await recordNotices(tx, noticesOf({ ...change, concertId }, reason, owned));
  await recordAudit(tx, {
    actorId,
    action: ofConcert ? 'concert.cancel' : 'performance.cancel',
    concertId,
    reason,
    before: { state },
    after: {
      state: isCancelled ? 'CANCELLED' : state,
      performances: performanceIds,
      holds: owned.length - paid.length,
      refunds,
    },
  });
  return { refunds };
}

const isPaid = ({ paymentId }: OwnedSeats): boolean => paymentId !== null;
/** Counts the payments, of which a gift divides the seats among several reservations. */
const paymentsOf = (paid: readonly OwnedSeats[]): number =>
  new Set(paid.map(({ paymentId }) => paymentId)).size;

/**
 * Returns one notice per owner of held or paid seats. People who only have a place in the queue of a
 * cancelled concert get theirs when PostgreSQL records the ends of their places.
 */
function noticesOf(
  change: Pick<NoticeRecord, 'kind' | 'change' | 'concertId' | 'performanceId'>,
  reason: string,
  owned: readonly OwnedSeats[],
): NoticeRecord[] {
  return [...Map.groupBy(owned, ({ userId }) => userId)].map(([userId, mine]) => ({
    ...change,
    userId,
    data: {
      reason,
      held: mine.filter((seats) => !isPaid(seats)).map(({ reservationId }) => reservationId),
      paid: mine.filter(isPaid).map(({ reservationId }) => reservationId),
    },
  }));
}
