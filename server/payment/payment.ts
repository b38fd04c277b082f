import type { Db } from '../database/db.ts';
import { isRefusal, refusalAsData, refuse, Refusal } from '../errors/refusal.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { type Stores, type Place, placeHasEnded } from '../queue/queue.ts';
import { concertOfPerformance } from '../catalog/catalog.ts';
import {
  concertOfReservation,
  lockBuyer,
  findReservation,
  type Reservation,
  requireLive,
} from '../seating/seating.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { missingKrw } from '../wallet/wallet.ts';
import { expirePaidPlace } from './relay.ts';

export { cancellationFeeKrw } from '../fees/fees.ts';
export { relayOutbox } from './relay.ts';
export { cancel, refund } from './refund.ts';
export { payments } from './history.ts';

const paySql = loadSql(import.meta.url, './sql/pay.sql');

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
export function concertOfPayable(
  db: Pick<Db, '$queryRawUnsafe' | 'performance'>,
  userId: string,
  what: Payable,
): Promise<number> {
  return 'reservationId' in what
    ? concertOfReservation(db, what.reservationId, userId)
    : concertOfPerformance(db, what.performanceId);
}

/**
 * Pays a held reservation from the wallet: seats, debit, ledger, payment, tickets, the spent place and the stored reply are one
 * commit. Judged in the contract's order: NOT_YOURS (another person's token), a stored reply, mine (NOT_FOUND), ALREADY_PAID or
 * NOT_HELD, HOLD_EXPIRED, the turn's own refusal, INSUFFICIENT_BALANCE.
 */
export function pay(
  db: Db,
  { userId, idempotencyKey: key, turn, ...what }: PayRequest,
): Promise<Paid> {
  if (isRefusal(turn) && turn.code === 'NOT_YOURS') return Promise.reject(turn); // who is asking comes before what was answered
  return withIdempotency(db, { userId, operation: 'PAY', key, request: what }, async (tx) => {
    const concertId = isRefusal(turn) ? await concertOfPayable(tx, userId, what) : turn.concertId;
    const buyer = await lockBuyer(tx, userId, concertId);
    const id =
      'reservationId' in what
        ? what.reservationId
        : (buyer.heldReservationId ?? refuse('NOT_FOUND'));
    if (isRefusal(turn) || placeHasEnded(buyer, turn)) {
      await requirePayable(tx, userId, id, what);
      throw isRefusal(turn) ? turn : new Refusal('QUEUE_TOKEN_EXPIRED', {});
    }
    const [sale = refuse('NOT_FOUND')] = await rows<Sale>(
      tx,
      paySql,
      id,
      userId,
      concertId,
      turn.epoch,
      turn.number,
    );
    refuseUnpayable(sale, what);
    if (!sale.allSold) refuse('HOLD_EXPIRED');
    if (sale.paymentId === null)
      refuse('INSUFFICIENT_BALANCE', { missing: await missingKrw(tx, userId, sale.amount) });
    const { paymentId, paidAt, tickets, amount, balance } = sale;
    return {
      paymentId,
      paidAt: paidAt.toISOString(),
      tickets,
      reservationId: id,
      amount: Number(amount),
      balance: Number(balance),
    };
  });
}

/** What sql/pay.sql returns. */
type Sale = {
  performanceId: number;
  status: Reservation['status'];
  allSold: boolean;
  amount: bigint;
} & (
  | { paymentId: number; paidAt: Date; balance: bigint; tickets: Paid['tickets'] }
  | { paymentId: null }
);

/** Refusals: NOT_FOUND (of another show than the one asked for), and those of requireLive; a show's hold is live, or is none. */
function refuseUnpayable(
  found: Pick<Reservation, 'performanceId' | 'status'>,
  what: Payable,
): void {
  if ('reservationId' in what) requireLive(found);
  else if (found.performanceId !== what.performanceId || found.status !== 'HELD')
    refuse('NOT_FOUND');
}

/** For somebody whose turn it is not: what else is wrong comes first. */
async function requirePayable(
  tx: Tx,
  userId: string,
  reservationId: number,
  what: Payable,
): Promise<void> {
  const found = await findReservation(tx, reservationId);
  if (found?.userId !== userId) refuse('NOT_FOUND');
  refuseUnpayable(found, what);
}

/** Pays, and lets the next person in at once. `turnAt` finds out whether it is their turn. Refusals: those of `pay`. */
export async function payAndLeave(
  stores: Stores,
  request: Payable & Pick<PayRequest, 'userId' | 'idempotencyKey'>,
  turnAt: (concertId: number) => Promise<Place>,
): Promise<Paid> {
  const turn = await refusalAsData(
    concertOfPayable(stores.db, request.userId, request).then(turnAt),
  );
  const paid = await pay(stores.db, { ...request, turn });
  if (!isRefusal(turn)) await expirePaidPlace(stores, turn);
  return paid;
}
