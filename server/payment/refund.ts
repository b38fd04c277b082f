import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { lockBuyer, findReservation, cancelReservation } from '../seating/seating.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { credit } from '../wallet/wallet.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { cancellationFeeKrw, freeUntilAfterMove } from '../fees/fees.ts';

const paidReservationSql = loadSql(import.meta.url, './sql/paid-reservation.sql');

/** A result row of sql/paid-reservation.sql. */
interface PaidReservation {
  id: number;
  amountKrw: bigint;
  fees: unknown;
  startsAt: Date;
  movedAt: Date | null;
  reservedAt: Date;
  now: Date;
}

export interface Refunded {
  refundId: number;
  reservationId: number;
  amount: number;
  fee: number;
  balance: number;
}

/**
 * Cancels the user's paid reservation and refunds the payment less today's fee. The fee follows the
 * payment's own schedule. After a move of the performance, there is no fee for some days. One
 * commit frees the seats, voids the tickets and refunds the money. Refusals: NOT_FOUND,
 * HOLD_EXPIRED, NOT_HELD (not paid), TOO_LATE_TO_CANCEL, IDEMPOTENCY_MISMATCH.
 */
export function cancel(
  db: Db,
  {
    userId,
    reservationId,
    idempotencyKey: key,
  }: { userId: string; reservationId: number; idempotencyKey: string },
): Promise<Refunded> {
  return withIdempotency(
    db,
    { userId, operation: 'CANCEL', key, request: { reservationId } },
    async (tx) => {
      const mine = await tx.reservation.findFirst({
        where: { id: reservationId, userId },
        select: { concertId: true },
      });
      await lockBuyer(tx, userId, (mine ?? refuse('NOT_FOUND')).concertId);
      return refundPayment(tx, {
        reservationId,
        byUserId: userId,
        reason: 'cancelled by its owner',
        feeOf: cancellationFeeKrw,
      });
    },
  );
}

/** Refusal: NOT_FOUND. */
export async function concertOfPayment(db: Db, paymentId: number): Promise<number> {
  const payment = await db.payment.findUnique({
    where: { id: paymentId },
    select: { concertId: true },
  });
  return (payment ?? refuse('NOT_FOUND')).concertId;
}

export interface StaffRefund {
  byUserId: string;
  /** Limit of the refunds of one payment in total, in won; absent for a role without a limit. */
  amountMaxKrw?: bigint;
  paymentId: number;
  reason: string;
  idempotencyKey: string;
}

/**
 * Refunds a whole payment for a staff member, on any day. Refusals: NOT_FOUND, NOT_HELD, ADMIN_ONLY
 * above `amountMaxKrw`, IDEMPOTENCY_MISMATCH.
 */
export function refund(
  db: Db,
  { byUserId, amountMaxKrw, paymentId, reason, idempotencyKey: key }: StaffRefund,
): Promise<{ refundId: number }> {
  return withIdempotency(
    db,
    { userId: byUserId, operation: 'REFUND', key, request: { paymentId, reason } },
    async (tx) => {
      const payment = await tx.payment.findUnique({
        where: { id: paymentId },
        select: { reservationId: true, reservation: { select: { userId: true, concertId: true } } },
      });
      const { reservationId, reservation } = payment ?? refuse('NOT_FOUND');
      await lockBuyer(tx, reservation.userId, reservation.concertId);
      const { refundId, amount } = await refundPayment(tx, {
        reservationId,
        byUserId,
        reason,
        feeOf: () => 0n,
      });
      if (amountMaxKrw !== undefined && amount > amountMaxKrw)
        refuse('ADMIN_ONLY', { needs: 'MANAGER' });
      await recordAudit(tx, {
        actorId: byUserId,
        action: 'payment.refund',
        concertId: reservation.concertId,
        userId: reservation.userId,
        reason,
        before: { status: 'PAID' },
        after: { status: 'CANCELLED', paymentId, refundId },
      });
      return { refundId };
    },
  );
}

interface RefundRequest {
  reservationId: number;
  byUserId: string;
  reason: string;
  feeOf: (
    amountKrw: bigint,
    schedule: FeeSchedule,
    startsAt: Date,
    now: Date,
    freeUntil: Date | null,
  ) => bigint | null;
}

/** Refunds a payment less the fee from `feeOf`. The caller must hold the buyer's lock. */
async function refundPayment(
  tx: Tx,
  { reservationId, byUserId, reason, feeOf }: RefundRequest,
): Promise<Refunded> {
  const row = (await findReservation(tx, reservationId)) ?? refuse('NOT_FOUND');
  if (row.status === 'EXPIRED') refuse('HOLD_EXPIRED');
  const [paid] = await rows<PaidReservation>(tx, paidReservationSql, reservationId);
  const { id: paymentId, amountKrw, fees, startsAt, now, ...times } = paid ?? refuse('NOT_HELD');
  const freeUntil = freeUntilAfterMove({ ...times, startsAt }, times.reservedAt);
  const feeKrw =
    feeOf(amountKrw, feeScheduleOf(fees), startsAt, now, freeUntil) ?? refuse('TOO_LATE_TO_CANCEL');
  await cancelReservation(tx, row);
  await tx.ticket.updateMany({ where: { paymentId, voidedAt: null }, data: { voidedAt: now } });
  const { transactionId, balanceKrw } = await credit(tx, row.userId, amountKrw - feeKrw);
  const { id: refundId } = await tx.refund.create({
    data: {
      paymentId,
      transactionId,
      amountKrw: amountKrw - feeKrw,
      feeKrw,
      reason,
      byUserId,
      countedTo: startsAt,
      freeUntil,
    },
    select: { id: true },
  });
  return {
    refundId,
    reservationId,
    amount: Number(amountKrw - feeKrw),
    fee: Number(feeKrw),
    balance: Number(balanceKrw),
  };
}
