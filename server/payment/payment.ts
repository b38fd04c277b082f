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

/** The object of a payment: a reservation, or the user's live hold on a performance. */
export type Payable = { reservationId: number } | { performanceId: number };

export type PayRequest = Payable & {
  userId: string;
  idempotencyKey: string;
  /**
   * The admitted place, or the turn check's refusal. `pay` throws the turn check's refusal in the
   * contract's order, after other refusals.
   */
  turn: Place | Refusal;
};

/**
 * Returns the concert at which the payment needs a turn. Refusal: NOT_FOUND, even if the
 * reservation belongs to another user.
 */
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
 * Pays a held reservation from the wallet. One commit changes seats and wallet, writes ledger,
 * payment and tickets, ends the place and stores the reply.
 * Checks in the contract's order: NOT_YOURS (another user's token), a stored reply, NOT_FOUND (not
 * the user's), ALREADY_PAID or NOT_HELD, HOLD_EXPIRED, the turn check's refusal,
 * INSUFFICIENT_BALANCE.
 */
export function pay(
  db: Db,
  { userId, idempotencyKey: key, turn, ...what }: PayRequest,
): Promise<Paid> {
  // The contract orders NOT_YOURS before a stored reply.
  if (isRefusal(turn) && turn.code === 'NOT_YOURS') return Promise.reject(turn);
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
    const [settled = refuse('NOT_FOUND')] = await rows<Settlement>(
      tx,
      paySql,
      id,
      userId,
      concertId,
      turn.epoch,
      turn.number,
    );
    refuseUnpayable(settled, what);
    if (!settled.allSold) refuse('HOLD_EXPIRED');
    if (settled.paymentId === null)
      refuse('INSUFFICIENT_BALANCE', { missing: await missingKrw(tx, userId, settled.amount) });
    const { paymentId, paidAt, tickets, amount, balance } = settled;
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

/** A result row of sql/pay.sql. */
type Settlement = {
  performanceId: number;
  status: Reservation['status'];
  allSold: boolean;
  amount: bigint;
} & (
  | { paymentId: number; paidAt: Date; balance: bigint; tickets: Paid['tickets'] }
  | { paymentId: null }
);

/**
 * Throws the refusals of requireLive for a reservation. For a performance, throws NOT_FOUND unless
 * the reservation is the performance's live hold.
 */
function refuseUnpayable(
  found: Pick<Reservation, 'performanceId' | 'status'>,
  what: Payable,
): void {
  if ('reservationId' in what) requireLive(found);
  else if (found.performanceId !== what.performanceId || found.status !== 'HELD')
    refuse('NOT_FOUND');
}

/** Throws the refusals that precede the turn check's refusal in the contract. */
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

/**
 * Pays, then ends the turn so that the queue can admit the next user at once. `turnAt` checks the
 * turn. Refusals: those of `pay`.
 */
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
