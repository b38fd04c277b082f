import type { Db } from '../db.ts';
import { isRefusal, refusalAsData, refuse, type Refusal } from '../errors.ts';
import { once } from '../idempotency.ts';
import type { LineStores, Place } from '../queue/queue.ts';
import { concertOfPerformance } from '../catalog/catalog.ts';
import {
  concertOfReservation,
  enter,
  findReservation,
  liveHoldOn,
  placeHasEnded,
  requireLive,
  sellSeats,
  totalKrw,
} from '../seating/seating.ts';
import type { Tx } from '../transaction.ts';
import { debit } from '../wallet/wallet.ts';
import { endPaidTurn } from './relay.ts';

export { cancellationFeeKrw } from './fee.ts';
export { relaySpentPlaces } from './relay.ts';
export { cancel, refund } from './refund.ts';
export { payments } from './history.ts';

export interface Paid {
  paymentId: number;
  reservationId: number;
  amount: number;
  balance: number;
  paidAt: string;
  tickets: { ticketId: number; seat: number }[];
}

/** What is to be paid: a reservation, or the person's live hold on a show. */
export type Payable = { reservationId: number } | { performanceId: number };

export type PayRequest = Payable & {
  userId: string;
  idempotencyKey: string;
  /** Whether it is their turn: asked before, judged in its order. */
  turn: Place | Refusal;
};

/** The concert whose turn it takes to pay. Refusal: NOT_FOUND, also for somebody else's reservation. */
export function concertOfPayable(db: Pick<Db, 'reservation' | 'performance'>, userId: string, what: Payable): Promise<number> {
  return 'reservationId' in what
    ? concertOfReservation(db, what.reservationId, userId)
    : concertOfPerformance(db, what.performanceId);
}

/**
 * Pays a held reservation from the wallet: seats, debit, ledger, payment, tickets, the spent place and the stored reply are one
 * commit. Judged in the contract's order: NOT_YOURS (another person's token), a stored reply, mine (NOT_FOUND), ALREADY_PAID or
 * NOT_HELD, HOLD_EXPIRED, the turn's own refusal, INSUFFICIENT_BALANCE.
 */
export function pay(db: Db, { userId, idempotencyKey: key, turn, ...what }: PayRequest): Promise<Paid> {
  if (isRefusal(turn) && turn.code === 'NOT_YOURS') return Promise.reject(turn); // who is asking comes before what was answered
  return once(db, { userId, operation: 'PAY', key, request: what }, async (tx) => {
    const buyer = await enter(tx, userId, await concertOfPayable(tx, userId, what));
    const held =
      ('reservationId' in what
        ? await findReservation(tx, what.reservationId)
        : await liveHoldOn(tx, buyer, what.performanceId)) ?? refuse('NOT_FOUND');
    const { id: reservationId } = held;
    requireLive(held);
    if (isRefusal(turn)) throw turn;
    if (placeHasEnded(buyer, turn)) refuse('QUEUE_TOKEN_EXPIRED');
    await sellSeats(tx, held, turn);
    const amountKrw = totalKrw(held.pricesKrw);
    const { transactionId, balanceKrw } = await debit(tx, userId, amountKrw);
    const payment = await settle(tx, {
      reservationId,
      amountKrw,
      transactionId,
      turn,
      seats: held.seats,
      performanceId: held.performanceId,
    });
    return { ...payment, reservationId, amount: Number(amountKrw), balance: Number(balanceKrw) };
  });
}

/** Pays, and lets the next person in at once. `turnAt` finds out whether it is their turn. Refusals: those of `pay`. */
export async function payAndLeave(
  stores: LineStores,
  request: Payable & Pick<PayRequest, 'userId' | 'idempotencyKey'>,
  turnAt: (concertId: number) => Promise<Place>,
): Promise<Paid> {
  const turn = await refusalAsData(concertOfPayable(stores.db, request.userId, request).then(turnAt));
  const paid = await pay(stores.db, { ...request, turn });
  if (!isRefusal(turn)) await endPaidTurn(stores, turn);
  return paid;
}

interface Settlement {
  reservationId: number;
  amountKrw: bigint;
  transactionId: number;
  turn: Place;
  performanceId: number;
  seats: number[];
}

/** The payment with the fees that its concert states now, a ticket for each seat, and the promise that the place leaves the line. */
async function settle(
  tx: Tx,
  { reservationId, amountKrw, transactionId, turn, performanceId, seats }: Settlement,
): Promise<Pick<Paid, 'paymentId' | 'paidAt' | 'tickets'>> {
  const { concertId, epoch, number } = turn;
  const [payment] = await tx.$queryRaw<{ id: number; paidAt: Date }[]>`
    INSERT INTO payments (reservation_id, concert_id, amount_krw, place_epoch, place_number, transaction_id, paid_at, cancellation_fees)
    VALUES (${reservationId}, ${concertId}, ${amountKrw}, ${epoch}, ${number}, ${transactionId}, clock_timestamp(),
            (SELECT cancellation_fees FROM concerts WHERE id = ${concertId}))
    RETURNING id, paid_at AS "paidAt"`;
  const { id: paymentId, paidAt } = payment ?? refuse('NOT_FOUND');
  const tickets = await tx.ticket.createManyAndReturn({
    data: seats.map((seatNumber) => ({ paymentId, performanceId, seatNumber })),
    select: { id: true, seatNumber: true },
  });
  await tx.outboxMessage.create({ data: { kind: 'PLACE_SPENT', payload: { ...turn } }, select: { id: true } });
  return {
    paymentId,
    paidAt: paidAt.toISOString(),
    tickets: tickets.map(({ id, seatNumber }) => ({ ticketId: id, seat: seatNumber })),
  };
}
