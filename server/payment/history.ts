import type { Db } from '../database/db.ts';

export interface PaymentRecord {
  paymentId: number;
  reservationId: number;
  concertId: number;
  performanceId: number;
  /** All paid seats in ascending order, also the seats that a refund has returned. */
  seats: number[];
  amount: number;
  paidAt: string;
  /** Refunds, oldest first. */
  refunds: RefundRecord[];
  /** Latest refund. */
  refund: RefundRecord | null;
}

export interface RefundRecord {
  refundId: number;
  seats: number[];
  amount: number;
  fee: number;
  refundedAt: string;
}

/**
 * Returns a user's payments older than payment `before`, newest first, at most `limit`. Amounts are
 * in won.
 */
export async function payments(
  db: Db,
  userId: string,
  { limit, before }: { limit: number; before: number | undefined },
): Promise<PaymentRecord[]> {
  const found = await db.payment.findMany({
    where: { reservation: { userId }, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
    select: {
      id: true,
      reservationId: true,
      concertId: true,
      amountKrw: true,
      paidAt: true,
      reservation: { select: { performanceId: true } },
      tickets: { orderBy: { seatNumber: 'asc' }, select: { seatNumber: true } },
      refunds: {
        orderBy: { id: 'asc' },
        select: { id: true, seats: true, amountKrw: true, feeKrw: true, refundedAt: true },
      },
    },
  });
  return found.map(({ id, amountKrw, paidAt, reservation, tickets, ...payment }) => {
    const refunds = payment.refunds.map(toRefund);
    return {
      paymentId: id,
      reservationId: payment.reservationId,
      concertId: payment.concertId,
      ...reservation,
      seats: tickets.map(({ seatNumber }) => seatNumber),
      amount: Number(amountKrw),
      paidAt: paidAt.toISOString(),
      refunds,
      refund: refunds.at(-1) ?? null,
    };
  });
}

export function toRefund({
  id,
  seats,
  amountKrw,
  feeKrw,
  refundedAt,
}: {
  id: number;
  seats: number[];
  amountKrw: bigint;
  feeKrw: bigint;
  refundedAt: Date;
}): RefundRecord {
  return {
    refundId: id,
    seats,
    amount: Number(amountKrw),
    fee: Number(feeKrw),
    refundedAt: refundedAt.toISOString(),
  };
}
