import type { Db } from '../database/db.ts';
import { isRefusal, refusalAsData, refuse, Refusal } from '../errors/refusal.ts';
import { type CommandKind, runnerOf, type Outcome, refused, replyOf } from '../database/groups.ts';
import { requireTerms } from '../terms/terms.ts';
import { hashOf, settleRepeated } from '../database/idempotency.ts';
import type { Stores, Place } from '../queue/queue.ts';
import { concertOfPerformance } from '../catalog/catalog.ts';
import { concertOfReservation, refusalToUse, type Reservation } from '../seating/seating.ts';
import { loadSql } from '../database/load-sql.ts';
import { retrySerializable, rows, transaction } from '../database/transaction.ts';
import { expirePaidPlace } from './relay.ts';

export { cancellationFeeKrw, freeUntilAfterMove } from '../fees/fees.ts';
export { relayOutbox } from './relay.ts';
export { cancel, concertOfPayment, refund, refundCancelled } from './refund.ts';
export { payments, type RefundRecord, toRefund } from './history.ts';

const paySql = loadSql(import.meta.url, './sql/pay.sql');

export interface Paid {
  paymentId: number;
  reservationId: number;
  amount: number;
  balance: number;
  paidAt: string;
  tickets: { ticketId: number; seat: number }[];
  /** Present for an offer, whose payment leaves the user's place unchanged. */
  offer?: true;
}

/** Object of a payment: a reservation, or the user's live hold on a performance. */
export type Payable = { reservationId: number } | { performanceId: number };

export type PayRequest = Payable & {
  userId: string;
  idempotencyKey: string;
  /**
   * Admitted place, or the refusal of the turn check. `pay` throws this refusal only after the
   * refusals that precede it in the contract.
   */
  turn: Place | Refusal;
};

/**
 * Returns the id of the concert whose turn the payment needs. Refusal: NOT_FOUND (unknown object,
 * or another user's reservation).
 */
export function concertOfPayable(db: Db, userId: string, what: Payable): Promise<number> {
  return 'reservationId' in what
    ? concertOfReservation(db, what.reservationId, userId)
    : concertOfPerformance(db, what.performanceId);
}

/**
 * Pays a held reservation from the wallet. One COMMIT covers seats, wallet, ledger, payment,
 * tickets, place and stored reply.
 * Checks, in the contract's order: NOT_YOURS (another user's token), stored reply, NOT_FOUND
 * (unknown, or another user's), ALREADY_PAID or NOT_HELD, HOLD_EXPIRED, TERMS, refusal of the turn
 * check, INSUFFICIENT_BALANCE.
 */
export async function pay(db: Db, request: PayRequest): Promise<Paid> {
  const { userId, turn } = request;
  // NOT_YOURS precedes a stored reply in the contract.
  if (isRefusal(turn) && turn.code === 'NOT_YOURS') throw turn;
  return runnerOf(db).submit(paymentKind, userId, request);
}

const paymentKind: CommandKind<PayRequest, Paid> = {
  runGroup: payAll,
  runAlone: (db, request) => retrySerializable(async () => replyOf(await payAll(db, [request]))),
  isRepeatable: true,
};

async function payAll(db: Db, requests: PayRequest[]): Promise<Outcome<Paid>[]> {
  const calls = requests.map((request) => ({
    userId: request.userId,
    key: request.idempotencyKey,
    requestHash: hashOf(payableOf(request)),
  }));
  const found = await transaction(db, (tx) =>
    rows<Settlement>(
      tx,
      paySql,
      calls.map(({ userId }) => userId),
      requests.map(({ turn }) => (isRefusal(turn) ? null : turn.concertId)),
      requests.map((what) =>
        'reservationId' in what && !lacksTerms(what) ? what.reservationId : null,
      ),
      requests.map((what) =>
        'performanceId' in what && !lacksTerms(what) ? what.performanceId : null,
      ),
      requests.map(({ turn }) => (isRefusal(turn) ? null : turn.epoch)),
      requests.map(({ turn }) => (isRefusal(turn) ? null : turn.number)),
      calls.map(({ key }) => key),
      calls.map(({ requestHash }) => requestHash),
    ),
  );
  const outcomes = requests.map((request, at) => outcomeOf(request, found[at]));
  return settleRepeated(db, 'PAY', calls, outcomes);
}

/** Such a call finds only its earlier answer, and pays no offer, which needs no turn. */
const lacksTerms = ({ turn }: Pick<PayRequest, 'turn'>): boolean =>
  isRefusal(turn) && turn.code === 'TERMS';

/** Returns the input that a repeated key must match. */
const payableOf = (request: Payable): Payable =>
  'reservationId' in request
    ? { reservationId: request.reservationId }
    : { performanceId: request.performanceId };

/** Result row of sql/pay.sql. */
interface Settlement {
  reply: Paid | null;
  performanceId: number | null;
  status: Reservation['status'] | null;
  offer: boolean | null;
  hasEnded: boolean | null;
  allHeld: boolean;
  missing: bigint | null;
}

/** Returns null for a repeated call: all checks passed, but the key already exists. */
function outcomeOf({ turn, ...what }: PayRequest, settled: Settlement | undefined) {
  const { reply, performanceId, status, offer, hasEnded, allHeld, missing } =
    settled ?? refuse('INTERNAL');
  if (reply !== null) return { kind: 'reply' as const, reply };
  if (isRefusal(turn) && turn.code === 'TERMS') return { kind: 'refusal' as const, refusal: turn };
  if (performanceId === null || status === null) return refused('NOT_FOUND', {});
  const unpayable = refusalToPay({ performanceId, status }, what);
  if (unpayable !== null) return { kind: 'refusal' as const, refusal: unpayable };
  // An offer needs no turn.
  if (isRefusal(turn) && offer !== true) return { kind: 'refusal' as const, refusal: turn };
  if (hasEnded === true) return refused('QUEUE_TOKEN_EXPIRED', {});
  if (!allHeld) return refused('HOLD_EXPIRED', {});
  return missing !== null && missing > 0n
    ? refused('INSUFFICIENT_BALANCE', { missing: Number(missing) })
    : null;
}

/**
 * Returns the result of refusalToUse for a reservation. Returns NOT_FOUND for a performance without
 * the user's live hold.
 */
function refusalToPay(
  found: Pick<Reservation, 'performanceId' | 'status'>,
  what: Payable,
): Refusal | null {
  if ('reservationId' in what) return refusalToUse(found);
  return found.performanceId === what.performanceId && found.status === 'HELD'
    ? null
    : new Refusal('NOT_FOUND', {});
}

/**
 * Pays and then ends the turn, so that the queue can admit the next user at once. An offer needs no
 * turn and ends none. `turnAt` returns the user's place at a concert, or throws the refusal of the
 * turn check. A user who has not accepted the current terms gets TERMS instead of a turn. Refusals:
 * those of `pay`.
 */
export async function payAndLeave(
  stores: Stores,
  request: Payable & Pick<PayRequest, 'userId' | 'idempotencyKey'>,
  turnAt: (concertId: number) => Promise<Place>,
): Promise<Paid> {
  const turn = await refusalAsData(
    concertOfPayable(stores.db, request.userId, request).then(async (concertId) => {
      await requireTerms(stores.db, request.userId);
      return turnAt(concertId);
    }),
  );
  const paid = await pay(stores.db, { ...request, turn });
  if (!isRefusal(turn) && paid.offer !== true) await expirePaidPlace(stores, turn);
  return paid;
}
