import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { GiftState } from '../generated/prisma/enums.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import {
  cancellationFeeKrw,
  freeUntilAfterMove,
  type RefundRecord,
  toRefund,
} from '../payment/payment.ts';
import { artworkUrl, type Poster, posterParts, toPoster } from '../poster/poster.ts';
import { type ConcertTexts, textsOf } from '../schema/texts.schema.ts';
import { extensionsMax, type Reservation, toReservation } from '../seating/seating.ts';
import { type Ticket, ticketsOf } from '../ticket/ticket.ts';

/** A reservation with all details for its owner. Amounts are in won. */
export interface ReservationDetails extends Reservation {
  /** The Korean texts. */
  title: string;
  venue: string;
  texts: Pick<ConcertTexts, 'title' | 'venue'>;
  /** The concert's poster, and the path of the artwork that pages show without a poster. */
  poster: Poster | null;
  artwork: string;
  startsAt: string;
  endsAt: string;
  extensionsLeft: number;
  /** Reason for which staff ended the hold, else null. */
  releasedReason: string | null;
  /** Time at which staff cancelled the performance, and their reason; both null without it. */
  dateCancelledAt: string | null;
  cancelledReason: string | null;
  /** Name of the user, for the tickets. */
  holder: string;
  /** Null also for a ticket that another user paid for and gave. */
  payment: { paymentId: number; amount: number; paidAt: string } | null;
  /** True if another user gave the ticket. Its refund goes to the payer. */
  isGift: boolean;
  /** Gifts of tickets of this reservation, newest first. */
  given: GivenTicket[];
  tickets: Ticket[];
  /**
   * Refunds of the payment, oldest first; of a ticket that another user gave, the refund of that
   * ticket.
   */
  refunds: RefundRecord[];
  /** Latest refund. */
  refund: RefundRecord | null;
  /**
   * Refund if the user cancels all remaining seats now; null for an unpaid reservation, after the last
   * day for cancelling, and for a cancelled performance, whose full refund is due.
   */
  refundIfCancelled: { amount: number; fee: number } | null;
  /** Refund of each remaining seat if the user cancels it now; empty without `refundIfCancelled`. */
  seatRefunds: { seat: number; amount: number; fee: number }[];
  /**
   * End of the term without a cancellation fee after a move of the performance; null without a move
   * since the reservation.
   */
  freeUntil: string | null;
  /** Fee schedule of the payment; without a payment, fee schedule of the concert. */
  cancellationFees: FeeSchedule;
  /**
   * Calendar entry (RFC 5545). A move or cancellation of the performance, a refund and a given ticket
   * raise the sequence.
   */
  calendar: { uid: string; sequence: number };
}

/** A ticket that the user gives or gave to an e-mail address. */
export interface GivenTicket {
  giftId: number;
  ticketId: number;
  seat: number;
  /** Address to which the user gives the ticket; null once its account is erased. */
  email: string | null;
  /** EXPIRED once the clock passes the gift's end. */
  state: GiftState;
  expiresAt: string;
}

/** Gifts that a reservation lists, newest first. */
const givenMax = 100;

const paymentSelect = {
  id: true,
  amountKrw: true,
  paidAt: true,
  cancellationFees: true,
  refunds: {
    orderBy: { id: 'asc' },
    select: { id: true, seats: true, amountKrw: true, feeKrw: true, refundedAt: true },
  },
} satisfies Prisma.PaymentSelect;
const givenSelect = {
  id: true,
  ticketId: true,
  email: true,
  state: true,
  expiresAt: true,
  ticket: { select: { seatNumber: true } },
} satisfies Prisma.GiftSelect;

const select = {
  id: true,
  concertId: true,
  performanceId: true,
  status: true,
  seats: true,
  pricesKrw: true,
  heldUntil: true,
  createdAt: true,
  extensions: true,
  offer: true,
  placeEpoch: true,
  placeNumber: true,
  releasedReason: true,
  buyer: { select: { user: { select: { name: true } } } },
  performance: {
    select: {
      startsAt: true,
      endsAt: true,
      movedAt: true,
      revision: true,
      cancelledAt: true,
      cancellation: { select: { reason: true } },
      concert: { select: { texts: true, cancellationFees: true, poster: { select: posterParts } } },
    },
  },
  payment: { select: paymentSelect },
  giftPayment: { select: paymentSelect },
  given: { orderBy: { id: 'desc' }, take: givenMax, select: givenSelect },
} satisfies Prisma.ReservationSelect;
type Row = Prisma.ReservationGetPayload<{ select: typeof select }>;

/** Returns the user's latest 100 reservations, newest first. */
export async function reservationsOf(db: Db, userId: string): Promise<ReservationDetails[]> {
  const found = await db.reservation.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    take: 100,
    select,
  });
  return toAllDetails(db, found);
}

/** Refusal: NOT_FOUND, also for another user's reservation. */
export async function reservationOf(
  db: Db,
  userId: string,
  reservationId: number,
): Promise<ReservationDetails> {
  const row = await db.reservation.findFirst({ where: { id: reservationId, userId }, select });
  const [details] = await toAllDetails(db, [row ?? refuse('NOT_FOUND')]);
  return details ?? refuse('NOT_FOUND');
}

interface DetailsContext {
  now: Date;
  installationId: string;
  tickets: Map<number, Ticket[]>;
}

async function toAllDetails(db: Db, found: Row[]): Promise<ReservationDetails[]> {
  const tickets = await ticketsOf(
    db,
    found.filter(({ payment, giftPayment }) => payment ?? giftPayment).map(({ id }) => id),
  );
  const [settings] = await db.$queryRaw<
    Pick<DetailsContext, 'now' | 'installationId'>[]
  >`SELECT clock_timestamp() AS now, installation_id::text AS "installationId" FROM instance_settings`;
  const { now, installationId } = settings ?? refuse('TRY_AGAIN');
  return found.map((row) => toDetails(row, { now, installationId, tickets }));
}

function toDetails(row: Row, { now, installationId, tickets }: DetailsContext): ReservationDetails {
  const { performance, giftPayment } = row;
  const payment = row.payment ?? giftPayment;
  const own = tickets.get(row.id) ?? [];
  const status = row.status === 'HELD' && row.heldUntil <= now ? 'EXPIRED' : row.status;
  const { cancellationFees: current, texts, poster } = performance.concert;
  const { title, venue } = textsOf(texts);
  const freeUntil = freeUntilAfterMove(performance, row.createdAt);
  const fees = feeScheduleOf(payment === null ? current : payment.cancellationFees);
  const feeKrw =
    status === 'PAID' &&
    payment !== null &&
    row.seats.length > 0 &&
    performance.cancelledAt === null
      ? cancellationFeeKrw(row.pricesKrw, fees, performance.startsAt, now, freeUntil)
      : null;
  const seatRefunds =
    feeKrw === null ? [] : refundsBySeat(row, fees, performance.startsAt, now, freeUntil);
  const refunds = (payment?.refunds ?? [])
    .filter((refund) => giftPayment === null || refund.seats.some((seat) => own.some(of(seat))))
    .map(toRefund);
  const reservation = toReservation({ ...row, status });
  return {
    ...reservation,
    title: title.ko,
    venue: venue.ko,
    texts: { title, venue },
    poster: poster && toPoster({ ...poster, posterId: poster.id }),
    artwork: artworkUrl(row.concertId),
    startsAt: performance.startsAt.toISOString(),
    endsAt: performance.endsAt.toISOString(),
    extensionsLeft: row.offer ? 0 : extensionsMax - row.extensions,
    releasedReason: row.releasedReason,
    dateCancelledAt: performance.cancelledAt?.toISOString() ?? null,
    cancelledReason: performance.cancellation?.reason ?? null,
    holder: row.buyer.user.name,
    payment: row.payment && {
      paymentId: row.payment.id,
      amount: Number(row.payment.amountKrw),
      paidAt: row.payment.paidAt.toISOString(),
    },
    isGift: giftPayment !== null,
    given: row.given.map((gift) => toGiven(gift, now)),
    tickets: own,
    refunds,
    refund: refunds.at(-1) ?? null,
    refundIfCancelled:
      payment === null || feeKrw === null
        ? null
        : { amount: reservation.price - Number(feeKrw), fee: Number(feeKrw) },
    seatRefunds,
    freeUntil: freeUntil?.toISOString() ?? null,
    cancellationFees: fees,
    calendar: {
      uid: `reservation-${row.id}@${installationId}`,
      sequence:
        performance.revision +
        refunds.length +
        row.given.filter((gift) => gift.state === 'ACCEPTED').length +
        (performance.cancelledAt === null ? 0 : 1),
    },
  };
}

const of =
  (seat: number) =>
  (ticket: Ticket): boolean =>
    ticket.seat === seat;

function toGiven(
  { id, ticketId, email, state, expiresAt, ticket }: Row['given'][number],
  now: Date,
): GivenTicket {
  return {
    giftId: id,
    ticketId,
    seat: ticket.seatNumber,
    email,
    state: state === 'OPEN' && expiresAt <= now ? 'EXPIRED' : state,
    expiresAt: expiresAt.toISOString(),
  };
}

/** Each seat has its own fee, so the refunds of the seats add up to the refund of all of them. */
function refundsBySeat(
  { seats, pricesKrw }: Pick<Row, 'seats' | 'pricesKrw'>,
  ...terms: [fees: FeeSchedule, startsAt: Date, now: Date, freeUntil: Date | null]
): ReservationDetails['seatRefunds'] {
  return seats.map((seat, at) => {
    const priceKrw = pricesKrw[at] ?? refuse('INTERNAL');
    const fee = Number(cancellationFeeKrw([priceKrw], ...terms) ?? refuse('INTERNAL'));
    return { seat, amount: Number(priceKrw) - fee, fee };
  });
}
