import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { lockBuyer, findReservation, returnSeats } from '../seating/seating.ts';
import type { Tx } from '../database/transaction.ts';
import { credit } from '../wallet/wallet.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { cancellationFeeKrw } from '../fees/fees.ts';

export interface Refunded {
  refundId: number;
  reservationId: number;
  amount: number;
  fee: number;
  balance: number;
}

/**
 * Cancels the person's own paid reservation, less the fee of the day by the schedule
 * under which it was bought: seats free, tickets void, money back, in one commit.
 * Refusals: NOT_FOUND, HOLD_EXPIRED and NOT_HELD (nothing paid to give back), TOO_LATE_TO_CANCEL, IDEMPOTENCY_MISMATCH.
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
      return giveBack(tx, {
        reservationId,
        byUserId: userId,
        reason: 'cancelled by its owner',
        feeOf: cancellationFeeKrw,
      });
    },
  );
}

/** Gives a whole payment back for an administrator, whatever the day. Refusals: NOT_FOUND, NOT_HELD, IDEMPOTENCY_MISMATCH. */
export function refund(
  db: Db,
  {
    byUserId,
    paymentId,
    reason,
    idempotencyKey: key,
  }: { byUserId: string; paymentId: number; reason: string; idempotencyKey: string },
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
      const { refundId } = await giveBack(tx, { reservationId, byUserId, reason, feeOf: () => 0n });
      await tx.auditEntry.create({
        data: {
          actorId: byUserId,
          action: 'payment.refund',
          concertId: reservation.concertId,
          reason,
          details: { paymentId, refundId },
        },
        select: { id: true },
      });
      return { refundId };
    },
  );
}

interface GivingBack {
  reservationId: number;
  byUserId: string;
  reason: string;
  feeOf: (amountKrw: bigint, schedule: FeeSchedule, startsAt: Date, now: Date) => bigint | null;
}

/** The buyer must be locked. */
async function giveBack(
  tx: Tx,
  { reservationId, byUserId, reason, feeOf }: GivingBack,
): Promise<Refunded> {
  const row = (await findReservation(tx, reservationId)) ?? refuse('NOT_FOUND');
  if (row.status === 'EXPIRED') refuse('HOLD_EXPIRED');
  const [paid] = await tx.$queryRaw<
    { id: number; amountKrw: bigint; fees: unknown; startsAt: Date; now: Date }[]
  >`
    SELECT p.id, amount_krw AS "amountKrw", cancellation_fees AS fees, starts_at AS "startsAt", clock_timestamp() AS now
    FROM payments p JOIN reservations r ON r.id = p.reservation_id JOIN performances f ON f.id = r.performance_id
    WHERE p.reservation_id = ${reservationId} AND r.status = 'PAID'`;
  const { id: paymentId, amountKrw, fees, startsAt, now } = paid ?? refuse('NOT_HELD');
  const feeKrw =
    feeOf(amountKrw, feeScheduleOf(fees), startsAt, now) ?? refuse('TOO_LATE_TO_CANCEL');
  await returnSeats(tx, row);
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
