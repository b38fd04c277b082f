import type { Db } from '../db.ts';
import { refuse } from '../errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { type FeeSchedule, feeScheduleOf } from '../payment/payment.schema.ts';
import { cancellationFeeKrw } from '../payment/payment.ts';
import { extensionsMax, type Reservation, toReservation } from '../seating/seating.ts';
import { signTicket } from '../ticket/ticket.ts';

export interface Ticket {
  ticketId: number;
  seat: number;
  grade: string;
  /** The signed text of its QR. */
  token: string;
  voided: boolean;
}

/** A reservation as its owner's pages show it. Money in won. */
export interface Booking extends Reservation {
  title: string;
  titleEn: string;
  venue: string;
  venueEn: string;
  startsAt: string;
  endsAt: string;
  extensionsLeft: number;
  payment: { paymentId: number; amount: number; paidAt: string } | null;
  tickets: Ticket[];
  refund: { refundId: number; amount: number; fee: number; refundedAt: string } | null;
  /** What cancelling now would give back; null where it is not paid, or too late. */
  refundIfCancelled: { amount: number; fee: number } | null;
  /** What cancelling costs, by days before the show: as it was when it was paid, or as the concert has it now. */
  cancellationFees: FeeSchedule;
}

const select = {
  id: true,
  concertId: true,
  performanceId: true,
  status: true,
  seats: true,
  pricesKrw: true,
  heldUntil: true,
  extensions: true,
  placeEpoch: true,
  placeNumber: true,
  performance: {
    select: {
      startsAt: true,
      endsAt: true,
      seats: { select: { number: true, grade: true } },
      concert: { select: { title: true, titleEn: true, venue: true, venueEn: true, cancellationFees: true } },
    },
  },
  payment: {
    select: {
      id: true,
      amountKrw: true,
      paidAt: true,
      cancellationFees: true,
      tickets: { select: { id: true, seatNumber: true, voidedAt: true }, orderBy: { seatNumber: 'asc' } },
      refund: { select: { id: true, amountKrw: true, feeKrw: true, refundedAt: true } },
    },
  },
} satisfies Prisma.ReservationSelect;
type Row = Prisma.ReservationGetPayload<{ select: typeof select }>;

/** The person's reservations, newest first, at most 100. */
export async function reservationsOf(db: Db, userId: string): Promise<Booking[]> {
  const found = await db.reservation.findMany({ where: { userId }, orderBy: { id: 'desc' }, take: 100, select });
  const now = await databaseClock(db);
  return found.map((row) => toBooking(row, now));
}

/** One of the person's reservations. Refusal: NOT_FOUND, also for someone else's. */
export async function reservationOf(db: Db, userId: string, reservationId: number): Promise<Booking> {
  const row = await db.reservation.findFirst({ where: { id: reservationId, userId }, select });
  return toBooking(row ?? refuse('NOT_FOUND'), await databaseClock(db));
}

async function databaseClock(db: Db): Promise<Date> {
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return clock?.now ?? refuse('TRY_AGAIN');
}

function toBooking(row: Row, now: Date): Booking {
  const { performance, payment } = row;
  const status = row.status === 'HELD' && row.heldUntil <= now ? 'EXPIRED' : row.status;
  const { cancellationFees: stated, ...words } = performance.concert;
  const fees = feeScheduleOf(payment === null ? stated : payment.cancellationFees);
  const feeKrw =
    status === 'PAID' && payment !== null ? cancellationFeeKrw(payment.amountKrw, fees, performance.startsAt, now) : null;
  return {
    ...toReservation({ ...row, status }),
    ...words,
    startsAt: performance.startsAt.toISOString(),
    endsAt: performance.endsAt.toISOString(),
    extensionsLeft: extensionsMax - row.extensions,
    payment: payment && { paymentId: payment.id, amount: Number(payment.amountKrw), paidAt: payment.paidAt.toISOString() },
    tickets: (payment?.tickets ?? []).map((ticket) => toTicket(row, ticket)),
    refund: refundOf(row),
    refundIfCancelled:
      payment === null || feeKrw === null ? null : { amount: Number(payment.amountKrw - feeKrw), fee: Number(feeKrw) },
    cancellationFees: fees,
  };
}

function refundOf({ payment }: Row): Booking['refund'] {
  const refund = payment?.refund;
  if (refund == null) return null;
  const { id, amountKrw, feeKrw, refundedAt } = refund;
  return { refundId: id, amount: Number(amountKrw), fee: Number(feeKrw), refundedAt: refundedAt.toISOString() };
}

function toTicket(
  { concertId, performanceId, performance }: Row,
  { id, seatNumber, voidedAt }: { id: number; seatNumber: number; voidedAt: Date | null },
): Ticket {
  const startsAt = performance.startsAt.toISOString();
  return {
    ticketId: id,
    seat: seatNumber,
    grade: performance.seats.find(({ number }) => number === seatNumber)?.grade ?? '',
    token: signTicket({ ticketId: id, concertId, performanceId, seat: seatNumber, startsAt }),
    voided: voidedAt !== null,
  };
}
