import type { Db } from '../database/db.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { ReservationStatus } from '../generated/prisma/enums.ts';
import { toRefund, type RefundRecord } from '../payment/payment.ts';
import { type Text, textsOf } from '../schema/texts.schema.ts';
import type { Scope } from '../staff/staff.ts';

export const reservationsMax = 100;

/** A ticket as staff see it, without the code that opens the door. */
export interface PersonTicket {
  ticketId: number;
  seat: number;
  voided: boolean;
  voidedAt: string | null;
  /** Reason for which staff voided the ticket without a refund, else null. */
  voidReason: string | null;
  /** Refund that returned the seat, else null. */
  refundId: number | null;
  /** Reservation of the user who has the ticket. */
  reservationId: number;
}

/** A reservation as staff see it. Amounts are in won. */
export interface PersonReservation {
  reservationId: number;
  concertId: number;
  performanceId: number;
  title: Text;
  startsAt: string;
  /** EXPIRED once the hold's end has passed, even before a job closes the hold. */
  status: ReservationStatus;
  seats: number[];
  price: number;
  createdAt: string;
  expiresAt: string;
  closedAt: string | null;
  /** Reason for which staff ended the hold, else null. */
  releasedReason: string | null;
  /** Of a ticket that another user gave, the payment of that user. */
  payment: { paymentId: number; amount: number; paidAt: string } | null;
  /** True if another user gave the ticket. */
  isGift: boolean;
  /** Refunds of the payment, oldest first, each with its reason and the user who made it. */
  refunds: (RefundRecord & { reason: string; byUserId: string })[];
  /** Tickets of the reservation, also those that the user gave away. */
  tickets: PersonTicket[];
}

const paymentSelect = {
  id: true,
  reservationId: true,
  amountKrw: true,
  paidAt: true,
  refunds: {
    orderBy: { id: 'asc' },
    select: {
      id: true,
      seats: true,
      amountKrw: true,
      feeKrw: true,
      refundedAt: true,
      reason: true,
      byUserId: true,
    },
  },
  tickets: {
    orderBy: { seatNumber: 'asc' },
    select: {
      id: true,
      seatNumber: true,
      voidedAt: true,
      voidReason: true,
      refundId: true,
      reservationId: true,
    },
  },
} satisfies Prisma.PaymentSelect;
const select = {
  id: true,
  concertId: true,
  performanceId: true,
  status: true,
  seats: true,
  pricesKrw: true,
  heldUntil: true,
  createdAt: true,
  closedAt: true,
  releasedReason: true,
  performance: { select: { startsAt: true, concert: { select: { texts: true } } } },
  payment: { select: paymentSelect },
  giftPayment: { select: paymentSelect },
  given: { where: { state: 'ACCEPTED' }, select: { ticketId: true } },
} satisfies Prisma.ReservationSelect;
type Row = Prisma.ReservationGetPayload<{ select: typeof select }>;

/** Returns a person's latest reservations at the concerts in `scope`, newest first, 100 by default. */
export async function reservationsAt(
  db: Db,
  userId: string,
  scope: Scope,
  countMax = reservationsMax,
): Promise<PersonReservation[]> {
  const found = await db.reservation.findMany({
    where: { userId, ...(scope !== 'all' && { concertId: { in: [...scope] } }) },
    orderBy: { id: 'desc' },
    take: countMax,
    select,
  });
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return found.map((row) => toReservation(row, clock?.now ?? row.createdAt));
}

function toReservation(row: Row, now: Date): PersonReservation {
  const { id, concertId, performanceId, seats, releasedReason, performance, giftPayment } = row;
  const payment = row.payment ?? giftPayment;
  const tickets = ticketsOf(row);
  const refunds = (payment?.refunds ?? []).filter(
    (refund) =>
      giftPayment === null || tickets.some(({ seatNumber }) => refund.seats.includes(seatNumber)),
  );
  return {
    reservationId: id,
    concertId,
    performanceId,
    title: textsOf(performance.concert.texts).title,
    startsAt: performance.startsAt.toISOString(),
    status: row.status === 'HELD' && row.heldUntil <= now ? 'EXPIRED' : row.status,
    seats,
    price: Number(row.pricesKrw.reduce((sum, price) => sum + price, 0n)),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.heldUntil.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    releasedReason,
    payment: payment && {
      paymentId: payment.id,
      amount: Number(payment.amountKrw),
      paidAt: payment.paidAt.toISOString(),
    },
    isGift: giftPayment !== null,
    refunds: refunds.map(({ reason, byUserId, ...refund }) => ({
      ...toRefund(refund),
      reason,
      byUserId,
    })),
    tickets: tickets.map(({ id: ticketId, seatNumber, voidedAt, ...ticket }) => ({
      ticketId,
      seat: seatNumber,
      voided: voidedAt !== null,
      voidedAt: voidedAt?.toISOString() ?? null,
      ...ticket,
      reservationId: ticket.reservationId ?? payment?.reservationId ?? id,
    })),
  };
}

/** Returns the payer's tickets, also those given away, or the ticket that another user gave. */
function ticketsOf({ id, payment, giftPayment, given }: Row) {
  if (payment !== null) return payment.tickets;
  return (giftPayment?.tickets ?? []).filter(
    ({ id: ticketId, reservationId }) =>
      reservationId === id || given.some((gift) => gift.ticketId === ticketId),
  );
}
