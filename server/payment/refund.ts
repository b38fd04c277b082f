import { recordAudit } from '../admin/admin.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { type NoticeRecord, recordNotice, recordNotices } from '../notice/notice.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { lockBuyer, findReservation, cancelSeats } from '../seating/seating.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { credit } from '../wallet/wallet.ts';
import { feeScheduleOf } from '../fees/fees.schema.ts';
import { cancellationFeeKrw, freeUntilAfterMove } from '../fees/fees.ts';

const paidSeatsSql = loadSql(import.meta.url, './sql/paid-seats.sql');
const paymentOfSql = loadSql(import.meta.url, './sql/payment-of.sql');

interface PaidTicket {
  ticketId: number;
  seat: number;
  /** Reservation that has the ticket, and its owner. */
  reservationId: number;
  userId: string;
  /** In won; null for a refunded ticket. */
  price: number | null;
  reservedAt: string;
  isRefunded: boolean;
  isUsed: boolean;
  isOffered: boolean;
}

/** A result row of sql/paid-seats.sql. */
interface PaidSeats {
  paymentId: number;
  payerId: string;
  payerReservationId: number;
  concertId: number;
  fees: unknown;
  startsAt: Date;
  movedAt: Date | null;
  isCancelled: boolean;
  now: Date;
  tickets: PaidTicket[];
}

export interface Refunded {
  refundId: number;
  reservationId: number;
  seats: number[];
  amount: number;
  fee: number;
  /** Balance of the payer; null for another caller. */
  balance: number | null;
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
 * money to the payer. The last seat cancels the reservation. Refusals: NOT_FOUND (also a seat of
 * another reservation), HOLD_EXPIRED, NOT_HELD (not paid, already returned, given away, or a
 * cancelled date, whose full refund is due), OFFERED, TICKET_CLOSED (used at the door), COMPANION,
 * TOO_LATE_TO_CANCEL, IDEMPOTENCY_MISMATCH.
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
    const paymentId = await paymentOf(tx, reservationId, userId);
    const { concertId } = await paidSeats(tx, paymentId);
    await lockBuyer(tx, userId, concertId);
    const paid = await paidSeats(tx, paymentId);
    const reason = 'cancelled by its owner';
    const by = { byUserId: userId, reason, ownReservationId: reservationId };
    const refunded = await refundSeats(tx, paid, { seats, ...by });
    if (paid.payerId !== userId) await notifyPayer(tx, paid, refunded);
    return paid.payerId === userId ? refunded : { ...refunded, balance: null };
  });
}

/** Refusals: NOT_FOUND, HOLD_EXPIRED, NOT_HELD for a reservation that is not paid. */
async function paymentOf(tx: Tx, reservationId: number, userId: string): Promise<number> {
  const [found] = await rows<{ paymentId: number | null; status: string }>(
    tx,
    paymentOfSql,
    reservationId,
    userId,
  );
  const { paymentId, status } = found ?? refuse('NOT_FOUND');
  return paymentId ?? refuse(status === 'EXPIRED' ? 'HOLD_EXPIRED' : 'NOT_HELD');
}

async function paidSeats(tx: Tx, paymentId: number): Promise<PaidSeats> {
  const [found] = await rows<PaidSeats>(tx, paidSeatsSql, paymentId);
  return found ?? refuse('NOT_FOUND');
}

/** Notifies the payer that the person who received a ticket has cancelled it. */
function notifyPayer(tx: Tx, paid: PaidSeats, refunded: Refunded): Promise<void> {
  const { refundId, seats, amount, fee } = refunded;
  return recordNotice(tx, {
    userId: paid.payerId,
    kind: 'GIFT_REFUNDED',
    change: String(refundId),
    concertId: paid.concertId,
    reservationId: paid.payerReservationId,
    data: { seats, amount, fee },
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
 * a seat of another payment), NOT_HELD (already returned), OFFERED, COMPANION, ADMIN_ONLY above
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
      const before = await paidSeats(tx, paymentId);
      const { concertId, payerId } = before;
      for (const holderId of holdersOf(before)) await lockBuyer(tx, holderId, concertId);
      const paid = await paidSeats(tx, paymentId);
      const refunded = await refundSeats(tx, paid, {
        seats,
        byUserId,
        reason,
        ownReservationId: null,
      });
      const { refundId, amount } = refunded;
      const { _sum: total } = await tx.refund.aggregate({
        where: { paymentId },
        _sum: { amountKrw: true },
      });
      if (amountMaxKrw !== undefined && (total.amountKrw ?? 0n) > amountMaxKrw)
        refuse('ADMIN_ONLY', { needs: 'MANAGER' });
      const left = paid.tickets.filter(({ isRefunded }) => !isRefunded).map(({ seat }) => seat);
      await recordAudit(tx, {
        actorId: byUserId,
        action: 'payment.refund',
        concertId,
        userId: payerId,
        reason,
        before: { seats: left },
        after: {
          seats: left.filter((seat) => !refunded.seats.includes(seat)),
          paymentId,
          refundId,
        },
      });
      if (isNotified) await recordNotices(tx, noticesOf(paid, refunded, reason));
      return { refundId, amount };
    },
  );
}

/** Returns the owners of the tickets, in the order of the locks. */
const holdersOf = ({ tickets }: PaidSeats): string[] =>
  [...new Set(tickets.filter(({ isRefunded }) => !isRefunded).map(({ userId }) => userId))].sort();

/** The payer learns of the money. The other owners learn that their tickets are void. */
function noticesOf(paid: PaidSeats, refunded: Refunded, reason: string): NoticeRecord[] {
  const { payerId, payerReservationId, paymentId, concertId, tickets } = paid;
  const { refundId, seats, amount } = refunded;
  const given = tickets.filter(({ seat, userId }) => seats.includes(seat) && userId !== payerId);
  return [
    {
      userId: payerId,
      kind: 'SEATS_REFUNDED',
      change: String(refundId),
      concertId,
      reservationId: payerReservationId,
      data: { reason, paymentId, seats, amount },
    },
    ...given.map(({ userId, reservationId, ticketId, seat }): NoticeRecord => {
      const data = { reason, ticketId, seat };
      const kind = 'TICKET_VOIDED';
      return { userId, kind, change: String(ticketId), concertId, reservationId, data };
    }),
  ];
}

interface RefundRequest extends Returned {
  byUserId: string;
  reason: string;
  /**
   * Reservation of the caller, who pays a fee and can return neither a used ticket nor a seat of a
   * cancelled date; null for staff.
   */
  ownReservationId: number | null;
}

/** Refunds seats less the fee to the payer. The caller must hold the locks of the seats' buyers. */
async function refundSeats(
  tx: Tx,
  paid: PaidSeats,
  { seats: asked, byUserId, reason, ownReservationId }: RefundRequest,
): Promise<Refunded> {
  if (ownReservationId !== null && paid.isCancelled) refuse('NOT_HELD');
  const tickets = returnedTickets(paid, ownReservationId, asked);
  const { paymentId, fees, startsAt, now } = paid;
  const seats = tickets.map(({ seat }) => seat);
  const pricesKrw = tickets.map(({ price }) => BigInt(price ?? refuse('INTERNAL')));
  const reservedAt = new Date(tickets[0]?.reservedAt ?? refuse('INTERNAL'));
  const freeUntil = freeUntilAfterMove(paid, reservedAt);
  const feeKrw =
    ownReservationId === null
      ? 0n
      : (cancellationFeeKrw(pricesKrw, feeScheduleOf(fees), startsAt, now, freeUntil) ??
        refuse('TOO_LATE_TO_CANCEL'));
  const amountKrw = pricesKrw.reduce((sum, price) => sum + price, 0n) - feeKrw;
  for (const [id, returned] of Map.groupBy(tickets, ({ reservationId }) => reservationId)) {
    const row = (await findReservation(tx, id)) ?? refuse('NOT_FOUND');
    await cancelSeats(
      tx,
      row,
      returned.map(({ seat }) => seat),
    );
  }
  const { transactionId, balanceKrw } = await credit(tx, paid.payerId, amountKrw);
  const amounts = { amountKrw, feeKrw, seats, pricesKrw };
  const times = { refundedAt: now, countedTo: startsAt, freeUntil };
  const { id: refundId } = await tx.refund.create({
    data: { paymentId, transactionId, ...amounts, reason, byUserId, ...times },
    select: { id: true },
  });
  const ofSeats = { paymentId, seatNumber: { in: seats } };
  await tx.ticket.updateMany({ where: { ...ofSeats, voidedAt: null }, data: { voidedAt: now } });
  await tx.ticket.updateMany({ where: ofSeats, data: { refundId } });
  const reservationId = ownReservationId ?? paid.payerReservationId;
  const won = { amount: Number(amountKrw), fee: Number(feeKrw), balance: Number(balanceKrw) };
  return { refundId, reservationId, seats, ...won };
}

/**
 * Returns the tickets to refund, by seat. Staff refund any ticket of the payment, an owner those of
 * the own reservation. Refusals: NOT_FOUND for a seat of another payment or person, NOT_HELD for a
 * returned or given seat and for a reservation without seats, OFFERED while the waitlist offers a
 * seat, TICKET_CLOSED for an owner's used
 * ticket.
 */
function returnedTickets(
  { tickets, payerReservationId }: PaidSeats,
  ownId: number | null,
  asked: number[] | undefined,
): PaidTicket[] {
  const own = tickets.filter(({ reservationId }) => ownId === null || reservationId === ownId);
  const known = ownId === payerReservationId ? tickets : own;
  if (asked?.some((seat) => !known.some((ticket) => ticket.seat === seat))) refuse('NOT_FOUND');
  const left = own.filter(({ isRefunded }) => !isRefunded);
  const returned = left.filter(({ seat }) => asked?.includes(seat) ?? true);
  if (returned.length === 0 || returned.length < (asked?.length ?? 0)) refuse('NOT_HELD');
  if (returned.some(({ isOffered }) => isOffered)) refuse('OFFERED');
  if (ownId !== null && returned.some(({ isUsed }) => isUsed))
    refuse('TICKET_CLOSED', { reason: 'USED' });
  return returned;
}
