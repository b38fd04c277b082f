import { concertExists, concertOfPerformance } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { applyPolicy, queueCounts, type Stores } from '../queue/queue.ts';
import { serializable } from '../database/transaction.ts';
import type { PolicyInput } from './admin.schema.ts';

interface Times<Value> {
  sessionSeconds: Value;
  claimSeconds: Value;
  graceSeconds: Value;
}

export interface LinePolicy extends Times<number> {
  capacity: number;
  ratePerMinute: number;
  /** Which of its times are those of all concerts. */
  asAll: Times<boolean>;
  lineOpensAt: string;
  opensAt: string;
  paused: boolean;
  pauseReason: string | null;
  message: string | null;
}

export interface Overview extends LinePolicy {
  waiting: number;
  active: number;
  held: number;
  sold: number;
  available: number;
  blocked: number;
  /** Paid and not refunded, won. */
  revenue: number;
}

async function linePolicy(stores: Stores, concertId: number): Promise<LinePolicy> {
  const { capacity, ratePerMinute, pauseReason, message, ...policy } = await applyPolicy(
    stores,
    concertId,
  );
  const [asAll] = await stores.db.$queryRaw<Times<boolean>[]>`
    SELECT session_seconds IS NULL AS "sessionSeconds", claim_seconds IS NULL AS "claimSeconds", grace_seconds IS NULL AS "graceSeconds"
    FROM concerts WHERE id = ${concertId}`;
  return {
    capacity,
    ratePerMinute,
    sessionSeconds: policy.sessionMs / 1_000,
    claimSeconds: policy.claimMs / 1_000,
    graceSeconds: policy.graceMs / 1_000,
    asAll: asAll ?? refuse('NOT_FOUND'),
    lineOpensAt: new Date(policy.lineOpensAt).toISOString(),
    opensAt: new Date(policy.opensAt).toISOString(),
    paused: pauseReason !== null,
    pauseReason,
    message,
  };
}

/** A concert's line, seats and money at this moment. Refusal: NOT_FOUND. */
export async function overview(stores: Stores, concertId: number): Promise<Overview> {
  await concertExists(stores.db, concertId);
  const [seats] = await stores.db.$queryRaw<
    { held: number; sold: number; available: number; blocked: number; revenue: bigint }[]
  >`
    SELECT count(*) FILTER (WHERE held_until > clock_timestamp())::int AS held,
           count(*) FILTER (WHERE s.reservation_id IS NOT NULL AND held_until IS NULL)::int AS sold,
           count(*) FILTER (WHERE blocked_reason IS NOT NULL)::int AS blocked,
           count(*) FILTER (WHERE blocked_reason IS NULL AND (s.reservation_id IS NULL OR held_until <= clock_timestamp()))::int AS available,
           (SELECT coalesce(sum(p.amount_krw - coalesce(r.amount_krw, 0)), 0)::bigint
            FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id WHERE p.concert_id = ${concertId}) AS revenue
    FROM seats s JOIN performances f ON f.id = s.performance_id WHERE f.concert_id = ${concertId}`;
  const { revenue, ...counts } = seats ?? refuse('NOT_FOUND');
  return {
    ...(await queueCounts(stores, concertId)),
    ...(await linePolicy(stores, concertId)),
    ...counts,
    revenue: Number(revenue),
  };
}

export interface AdminSeat {
  seat: number;
  grade: string;
  price: number;
  state: 'available' | 'held' | 'sold' | 'blocked';
  /** Who holds it or has bought it. */
  userId: string | null;
  name: string | null;
  email: string | null;
  heldUntil: string | null;
  /** What it was bought with, and the sum of that payment, won: it may cover other seats too. */
  paymentId: number | null;
  paidAmount: number | null;
  blockedReason: string | null;
}

/** Every seat of a performance: whose it is, and until when it is held. Refusal: NOT_FOUND. */
export async function seatMap(db: Db, performanceId: number): Promise<AdminSeat[]> {
  await concertOfPerformance(db, performanceId);
  const found = await db.$queryRaw<
    (Omit<AdminSeat, 'price' | 'paidAmount' | 'heldUntil'> & {
      price: bigint;
      paidAmount: bigint | null;
      heldUntil: Date | null;
    })[]
  >`
    SELECT s.number AS seat, grade::text, price_krw AS price, CASE WHEN live.held THEN s.held_until END AS "heldUntil",
           CASE WHEN live.held OR live.sold THEN r.user_id::text END AS "userId",
           CASE WHEN live.held OR live.sold THEN u.name END AS name, CASE WHEN live.held OR live.sold THEN u.email END AS email,
           CASE WHEN live.sold THEN p.id END AS "paymentId",
           CASE WHEN live.sold THEN p.amount_krw END AS "paidAmount", blocked_reason AS "blockedReason",
           CASE WHEN blocked_reason IS NOT NULL THEN 'blocked' WHEN live.sold THEN 'sold'
                WHEN live.held THEN 'held' ELSE 'available' END AS state
    FROM seats s LEFT JOIN reservations r ON r.id = s.reservation_id
    LEFT JOIN users u ON u.id = r.user_id LEFT JOIN payments p ON p.reservation_id = r.id
    CROSS JOIN LATERAL (SELECT coalesce(s.held_until > clock_timestamp(), false) AS held,
                               s.reservation_id IS NOT NULL AND s.held_until IS NULL AS sold) live
    WHERE s.performance_id = ${performanceId} ORDER BY s.number`;
  return found.map(({ price, paidAmount, heldUntil, ...seat }) => ({
    ...seat,
    price: Number(price),
    paidAmount: paidAmount === null ? null : Number(paidAmount),
    heldUntil: heldUntil?.toISOString() ?? null,
  }));
}

/**
 * Changes a line's policy, writes down who did it and why, and makes it hold at once. Refusals: NOT_FOUND, BAD_INPUT where the line
 * would open after the sale.
 */
export async function setPolicy(
  stores: Stores,
  actorId: string,
  { concertId, reason, ...asked }: PolicyInput,
): Promise<LinePolicy> {
  const { paused, message, ...limits } = asked;
  await concertExists(stores.db, concertId);
  await serializable(stores.db, async (tx) => {
    const before = await tx.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: { opensAt: true, lineOpensAt: true },
    });
    const opening = { ...before, ...limits };
    if (opening.lineOpensAt !== null && new Date(opening.lineOpensAt) > new Date(opening.opensAt))
      refuse('BAD_INPUT', {
        issues: [{ path: 'lineOpensAt', message: 'the line opens before the sale' }],
      });
    await tx.concert.update({
      where: { id: concertId },
      data: {
        ...limits,
        ...(paused !== undefined && { paused, pauseReason: paused ? reason : null }),
        ...(message !== undefined && { message: message === '' ? null : message }),
      },
      select: { id: true },
    });
    await tx.auditEntry.create({
      data: { actorId, action: 'queue.set', concertId, reason, details: { ...asked } },
      select: { id: true },
    });
  });
  return linePolicy(stores, concertId);
}

/** The last 20 things that administrators did about a concert, newest first. */
export async function auditOf(db: Db, concertId: number) {
  const entries = await db.auditEntry.findMany({
    where: { concertId },
    orderBy: { id: 'desc' },
    take: 20,
    select: {
      id: true,
      at: true,
      action: true,
      reason: true,
      details: true,
      actor: { select: { name: true, email: true } },
    },
  });
  return entries.map(({ details, at, ...entry }) => ({
    ...entry,
    details: JSON.stringify(details),
    at: at.toISOString(),
  }));
}
