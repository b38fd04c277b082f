import type { Db } from '../database/db.ts';

export interface PaymentRecord {
  paymentId: number;
  reservationId: number;
  concertId: number;
  performanceId: number;
  seats: number[];
  amount: number;
  paidAt: string;
  refund: { refundId: number; amount: number; fee: number; refundedAt: string } | null;
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
      reservation: { select: { performanceId: true, seats: true } },
      refund: { select: { id: true, amountKrw: true, feeKrw: true, refundedAt: true } },
    },
  });
  return found.map(({ id, reservationId, concertId, amountKrw, paidAt, reservation, refund }) => ({
    paymentId: id,
    reservationId,
    concertId,
    ...reservation,
    amount: Number(amountKrw),
    paidAt: paidAt.toISOString(),
    refund: refund && {
      refundId: refund.id,
      amount: Number(refund.amountKrw),
      fee: Number(refund.feeKrw),
      refundedAt: refund.refundedAt.toISOString(),
    },
  }));
}
