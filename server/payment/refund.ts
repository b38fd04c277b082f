import { recordAudit } from '../admin/admin.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { recordNotice } from '../notice/notice.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { lockBuyer, findReservation, cancelSeats } from '../seating/seating.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { credit } from '../wallet/wallet.ts';
import { feeScheduleOf } from '../fees/fees.schema.ts';
import { cancellationFeeKrw, freeUntilAfterMove } from '../fees/fees.ts';

const paidSeatsSql = loadSql(import.meta.url, './sql/paid-seats.sql');

/** A result row of sql/paid-seats.sql. */
interface PaidSeats {
  paymentId: number;
  status: string;
  fees: unknown;
  startsAt: Date;
  movedAt: Date | null;
  isCancelled: boolean;
  reservedAt: Date;
  now: Date;
  seats: number[];
  refunded: number[];
}

export interface Refunded {
  refundId: number;
  reservationId: number;
  seats: number[];
  amount: number;
  fee: number;
  balance: number;
}

/** Seats to return; undefined returns all seats that are left. */
interface Returned {
  seats?: number[] | undefined;
}

const keyed = ({ seats }: Returned) =>
  seats === undefined ? {} : { seats: seats.toSorted((a, b) => a - b).join(',') };

/**
 * Cancels seats of the user's paid reservation and refunds their price less today's fees. The fees
 * follow the payment's own schedule. One commit frees the seats, voids their tickets and refunds the
 * money. The last seat cancels the reservation. Refusals: NOT_FOUND (also a seat of another
 * reservation), HOLD_EXPIRED, NOT_HELD (not paid, already returned, or a cancelled date, whose full
 * refund is due), COMPANION, TOO_LATE_TO_CANCEL, IDEMPOTENCY_MISMATCH.
 */
export function cancel(
  db: Db,
  {
    userId,
    reservationId,
    seats,
    idempotencyKey: key,
  }: { userId: string; reservationId: number; idempotencyKey: string } & Returned,
): Promise<Refunded> {
  const request = { reservationId, ...keyed({ seats }) };
  return withIdempotency(db, { userId, operation: 'CANCEL', key, request }, async (tx) => {
    const mine = await tx.reservation.findFirst({
      where: { id: reservationId, userId },
      select: { concertId: true },
    });
    await lockBuyer(tx, userId, (mine ?? refuse('NOT_FOUND')).concertId);
    const { refunded } = await refundSeats(tx, {
      reservationId,
      seats,
      byUserId: userId,
      reason: 'cancelled by its owner',
      isByOwner: true,
    });
    return refunded;
  });
}

/** Refusal: NOT_FOUND. */
export async function concertOfPayment(db: Db, paymentId: number): Promise<number> {
  const payment = await db.payment.findUnique({
    where: { id: paymentId },
    select: { concertId: true },
  });
  return (payment ?? refuse('NOT_FOUND')).concertId;
}

export interface StaffRefund extends Returned {
  byUserId: string;
  /** Limit of the refunds of one payment in total, in won; absent for a role without a limit. */
  amountMaxKrw?: bigint;
  paymentId: number;
  reason: string;
  idempotencyKey: string;
}

/**
 * Refunds seats of a payment for a staff member, without a fee, on any day. Refusals: NOT_FOUND (also
 * a seat of another payment), NOT_HELD (already returned), COMPANION, ADMIN_ONLY above
 * `amountMaxKrw`, IDEMPOTENCY_MISMATCH.
 */
export function refund(db: Db, request: StaffRefund): Promise<StaffRefunded> {
  return refundPayment(db, request, { isNotified: true });
}

/**
 * Refunds the rest of a payment of a cancelled date. The owner has the cancellation's notice, so the
 * refund adds none. Refusals: those of refund.
 */
export function refundCancelled(db: Db, request: StaffRefund): Promise<StaffRefunded> {
  return refundPayment(db, request, { isNotified: false });
}

interface StaffRefunded {
  refundId: number;
  amount: number;
}

function refundPayment(
  db: Db,
  { byUserId, amountMaxKrw, paymentId, seats, reason, idempotencyKey: key }: StaffRefund,
  { isNotified }: { isNotified: boolean },
): Promise<StaffRefunded> {
  const request = { paymentId, reason, ...keyed({ seats }) };
  return withIdempotency(
    db,
    { userId: byUserId, operation: 'REFUND', key, request },
    async (tx) => {
      const payment = await tx.payment.findUnique({
        where: { id: paymentId },
        select: { reservationId: true, reservation: { select: { userId: true, concertId: true } } },
      });
      const { reservationId, reservation } = payment ?? refuse('NOT_FOUND');
      const { userId, concertId } = reservation;
      await lockBuyer(tx, userId, concertId);
      const { refunded, before } = await refundSeats(tx, {
        reservationId,
        seats,
        byUserId,
        reason,
        isByOwner: false,
      });
      const { refundId, amount } = refunded;
      const { _sum: total } = await tx.refund.aggregate({
        where: { paymentId },
        _sum: { amountKrw: true },
      });
      if (amountMaxKrw !== undefined && (total.amountKrw ?? 0n) > amountMaxKrw)
        refuse('ADMIN_ONLY', { needs: 'MANAGER' });
      await recordAudit(tx, {
        actorId: byUserId,
        action: 'payment.refund',
        concertId,
        userId,
        reason,
        before: { seats: before },
        after: {
          seats: before.filter((seat) => !refunded.seats.includes(seat)),
          paymentId,
          refundId,
        },
      });
      if (isNotified)
        await recordNotice(tx, {
          userId,
          kind: 'SEATS_REFUNDED',
          change: String(refundId),
          concertId,
          reservationId,
          data: { reason, paymentId, seats: refunded.seats, amount },
        });
      return { refundId, amount };
    },
  );
}

interface RefundRequest extends Returned {
  reservationId: number;
  byUserId: string;
  reason: string;
  /** True for the owner, who pays a fee and can return no seat of a cancelled date. */
  isByOwner: boolean;
}

/**
 * Refunds seats less the fee. `before` has the reservation's seats before the refund.
 * The caller must hold the buyer's lock.
 */
async function refundSeats(
  tx: Tx,
  { reservationId, seats: asked, byUserId, reason, isByOwner }: RefundRequest,
): Promise<{ refunded: Refunded; before: number[] }> {
  const row = (await findReservation(tx, reservationId)) ?? refuse('NOT_FOUND');
  if (row.status === 'EXPIRED') refuse('HOLD_EXPIRED');
  const [found] = await rows<PaidSeats>(tx, paidSeatsSql, reservationId);
  const paid = found ?? refuse('NOT_HELD');
  if (isByOwner && paid.isCancelled) refuse('NOT_HELD');
  const seats = returnedSeats(row.seats, paid, asked);
  const pricesKrw = row.pricesKrw.filter((_, at) => seats.includes(row.seats[at] ?? 0));
  const { paymentId, fees, startsAt, now } = paid;
  const freeUntil = freeUntilAfterMove(paid, paid.reservedAt);
  const feeKrw = isByOwner
    ? (cancellationFeeKrw(pricesKrw, feeScheduleOf(fees), startsAt, now, freeUntil) ??
      refuse('TOO_LATE_TO_CANCEL'))
    : 0n;
  const amountKrw = pricesKrw.reduce((sum, price) => sum + price, 0n) - feeKrw;
  await cancelSeats(tx, row, seats);
  const { transactionId, balanceKrw } = await credit(tx, row.userId, amountKrw);
  const amounts = { amountKrw, feeKrw, seats, pricesKrw };
  const times = { refundedAt: now, countedTo: startsAt, freeUntil };
  const { id: refundId } = await tx.refund.create({
    data: { paymentId, transactionId, ...amounts, reason, byUserId, ...times },
    select: { id: true },
  });
  const ofSeats = { paymentId, seatNumber: { in: seats } };
  await tx.ticket.updateMany({ where: { ...ofSeats, voidedAt: null }, data: { voidedAt: now } });
  await tx.ticket.updateMany({ where: ofSeats, data: { refundId } });
  const won = { amount: Number(amountKrw), fee: Number(feeKrw), balance: Number(balanceKrw) };
  return { refunded: { refundId, reservationId, seats, ...won }, before: row.seats };
}

/**
 * Returns the seats to refund, in ascending order. Refusals: NOT_FOUND for a seat of another
 * payment, NOT_HELD for a returned seat and for a cancelled reservation.
 */
function returnedSeats(left: number[], paid: PaidSeats, asked = left): number[] {
  if (asked.some((seat) => !paid.seats.includes(seat))) refuse('NOT_FOUND');
  if (paid.status !== 'PAID' || asked.some((seat) => paid.refunded.includes(seat)))
    refuse('NOT_HELD');
  return asked.toSorted((a, b) => a - b);
}
