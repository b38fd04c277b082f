// Models the interaction of users, seats, money and time in a sale, without the mechanisms of the
// rooms. The rooms must answer each step as the model does. The model copies generated ids from the
// rooms' answers.

import {
  type Answer,
  blockedSeat,
  holdSeconds,
  seatCount,
  seatLimit,
  seatPriceKrw,
  showAt,
  type Step,
  walletKrwMax,
} from './sale-terms.ts';

export interface Reservation {
  id: number;
  who: number;
  show: number;
  seats: number[];
  status: 'HELD' | 'PAID' | 'EXPIRED' | 'RELEASED' | 'CANCELLED';
  until: number;
  extensions: number;
  turn: number;
  paymentId?: number;
  refunds: { seats: number[]; amount: number; fee: number }[];
}

class ModelRefusal extends Error {
  readonly answer: Answer;
  constructor(code: string, details: object) {
    super(code);
    this.answer = { refusal: code, ...details };
  }
}
const refuse = (code: string, details: object = {}): never => {
  throw new ModelRefusal(code, details);
};

const total = ({ seats }: Pick<Reservation, 'seats'>) => seats.length * seatPriceKrw;
const byNumber = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);

export class SaleModel {
  now = 0;
  reservations: Reservation[] = [];
  wallets: number[];
  /** Current turn and last revoked turn of each user at each concert. */
  turns = new Map<string, { latest: number; ended: number }>();
  /** Request and answer of each idempotency key, by user and operation. */
  answered = new Map<string, { asked: string; answer: Answer }>();

  constructor(people: number) {
    this.wallets = Array.from({ length: people }, () => 0);
  }

  copy(): SaleModel {
    const { now, reservations, wallets, turns, answered } = this;
    return Object.assign(
      new SaleModel(0),
      structuredClone({ now, reservations, wallets, turns, answered }),
    );
  }

  /**
   * Returns the required answer to a step. `actual` is the rooms' answer, from which the model
   * copies generated ids.
   */
  take(step: Step, actual: Answer): Answer {
    const before = this.copy();
    try {
      return this.#take(step, actual);
    } catch (error) {
      if (!(error instanceof ModelRefusal)) throw error;
      Object.assign(this, before); // a refusal changes no state
      return error.answer;
    }
  }

  turnsOf(who: number, concert: number) {
    const key = `${String(who)} ${String(concert)}`;
    const known = this.turns.get(key) ?? { latest: 1, ended: 0 };
    this.turns.set(key, known);
    return known;
  }

  statusOf({ status, until }: Reservation): Reservation['status'] {
    return status === 'HELD' && until <= this.now ? 'EXPIRED' : status;
  }

  /** Returns the visible state of the sale, for comparison with PlayedSale.state(). */
  state() {
    const reservations = this.reservations.toSorted((a, b) => a.id - b.id);
    const owned = reservations.filter((each) => ['HELD', 'PAID'].includes(this.statusOf(each)));
    return {
      reservations: reservations.map((each) => ({
        id: each.id,
        who: each.who,
        show: each.show,
        seats: each.seats,
        price: total(each),
        status: this.statusOf(each),
        extensions: each.extensions,
        paid: each.paymentId ?? null,
        refunds: each.refunds,
      })),
      seats: owned
        .flatMap(({ show, seats, id, status }) =>
          seats.map((seat) => ({ show, seat, id, sold: status === 'PAID' })),
        )
        .sort((a, b) => a.show - b.show || a.seat - b.seat),
      tickets: owned.flatMap(({ id, seats, status }) =>
        status === 'PAID' ? seats.map((seat) => ({ id, seat })) : [],
      ),
      wallets: this.wallets,
    };
  }

  #take(step: Step, actual: Answer): Answer {
    switch (step.do) {
      case 'hold':
        return this.#hold(step, actual);
      case 'extend':
        return this.#extend(step);
      case 'release':
        return this.#release(step);
      case 'charge':
        return this.#idempotent(step, `${String(step.who)} charge`, () => this.#charge(step));
      case 'pay':
      case 'payShow':
        return this.#idempotent(step, `${String(step.who)} pay`, () => this.#pay(step, actual));
      case 'cancel':
        return this.#idempotent(step, `${String(step.who)} cancel`, () => this.#cancel(step));
      case 'refund':
        return this.#idempotent(step, 'refund', () => this.#refund(step));
      case 'expireTurn':
        this.#endTurn(step);
        return {};
      case 'newTurn':
        this.#endTurn({ ...step, turn: step.turn - 1 });
        this.turnsOf(step.who, step.concert).latest = step.turn;
        return {};
      case 'sweep': // statusOf() reports an expired hold as EXPIRED without a sweep
        return {};
      case 'tick':
        this.now += step.seconds;
        return {};
    }
  }

  #idempotent(step: Step & { key: string }, owner: string, work: () => Answer): Answer {
    const { key, ...request } = step;
    // A repeated request may come from a later turn, so the comparison ignores the turn.
    const asked = JSON.stringify('turn' in request ? { ...request, turn: 0 } : request);
    const known = this.answered.get(`${owner} ${key}`);
    if (known !== undefined)
      return known.asked === asked ? known.answer : refuse('IDEMPOTENCY_MISMATCH');
    const answer = work();
    this.answered.set(`${owner} ${key}`, { asked, answer });
    return answer;
  }

  #own(who: number, reservation: number): Reservation {
    return (
      this.reservations.find((each) => each.id === reservation && each.who === who) ??
      refuse('NOT_FOUND')
    );
  }

  #liveHold(who: number, concert: number): Reservation | undefined {
    return this.reservations.find(
      (each) =>
        each.who === who && showAt(each.show).concert === concert && this.statusOf(each) === 'HELD',
    );
  }

  #requireTurn(who: number, show: number, turn: number): void {
    if (turn <= this.turnsOf(who, showAt(show).concert).ended) refuse('QUEUE_TOKEN_EXPIRED');
  }

  #requireLive(found: Reservation): void {
    const status = this.statusOf(found);
    if (status === 'PAID') refuse('ALREADY_PAID');
    if (status === 'RELEASED' || status === 'CANCELLED') refuse('NOT_HELD');
    if (status === 'EXPIRED') refuse('HOLD_EXPIRED');
  }

  #toAnswer(found: Reservation): Answer {
    return {
      reservationId: found.id,
      show: found.show,
      seats: found.seats,
      price: total(found),
      status: this.statusOf(found),
    };
  }

  #hold({ who, show, seats, turn }: Step & { do: 'hold' }, { reservationId }: Answer): Answer {
    this.#requireTurn(who, show, turn);
    const { concert } = showAt(show);
    const current = this.#liveHold(who, concert);
    const added = current?.show === show ? current : undefined;
    const all = byNumber([...(added?.seats ?? []), ...seats]);
    const paid = this.reservations.filter(
      (each) => each.who === who && showAt(each.show).concert === concert && each.status === 'PAID',
    );
    if (paid.flatMap((each) => each.seats).length + all.length > seatLimit)
      refuse('SEAT_LIMIT', { limit: seatLimit });
    if (seats.some((seat) => seat > seatCount)) refuse('NOT_FOUND');
    if (seats.includes(blockedSeat)) refuse('SEAT_BLOCKED', { seats: [blockedSeat] });
    const others = this.state().seats.filter((each) => each.show === show && each.id !== added?.id);
    const lost = byNumber(seats.filter((seat) => others.some((each) => each.seat === seat)));
    if (lost.length > 0) refuse('SEAT_TAKEN', { seats: lost });
    if (added !== undefined) return this.#toAnswer(Object.assign(added, { seats: all, turn }));
    if (current !== undefined) current.status = 'RELEASED';
    const until = this.now + holdSeconds;
    const made: Reservation = {
      id: Number(reservationId),
      who,
      show,
      seats: all,
      status: 'HELD',
      until,
      extensions: 0,
      turn,
      refunds: [],
    };
    this.reservations.push(made);
    return this.#toAnswer(made);
  }

  #extend({ who, reservation, turn }: Step & { do: 'extend' }): Answer {
    const found = this.reservations.find(({ id }) => id === reservation) ?? refuse('NOT_FOUND');
    this.#requireTurn(who, found.show, turn);
    this.#requireLive(this.#own(who, reservation));
    if (found.extensions === 2) refuse('EXTEND_LIMIT');
    Object.assign(found, { until: this.now + holdSeconds, extensions: found.extensions + 1, turn });
    return this.#toAnswer(found);
  }

  #release({ who, reservation, seats }: Step & { do: 'release' }): Answer {
    const found = this.#own(who, reservation);
    const status = this.statusOf(found);
    if (status === 'PAID') refuse('ALREADY_PAID');
    if (status === 'CANCELLED') refuse('NOT_HELD');
    const kept = seats === undefined ? [] : found.seats.filter((seat) => !seats.includes(seat));
    if (status === 'HELD' && kept.length === 0) found.status = 'RELEASED';
    else if (status === 'HELD') found.seats = kept;
    return this.#toAnswer(found);
  }

  #move(who: number, amount: number): number {
    return (this.wallets[who] = (this.wallets[who] ?? 0) + amount);
  }

  #charge({ who, amount }: Step & { do: 'charge' }): Answer {
    const balance = this.#move(who, amount);
    return balance > walletKrwMax ? refuse('WALLET_LIMIT') : { balance };
  }

  #pay(step: Step & { do: 'pay' | 'payShow' }, { paymentId }: Answer): Answer {
    const { who, turn } = step;
    const onShow =
      step.do === 'payShow' ? this.#liveHold(who, showAt(step.show).concert) : undefined;
    if (step.do === 'payShow' && onShow?.show !== step.show) refuse('NOT_FOUND');
    const found = onShow ?? this.#own(who, step.do === 'pay' ? step.reservation : 0);
    this.#requireLive(found);
    this.#requireTurn(who, found.show, turn);
    const balance = this.#move(who, -total(found));
    if (balance < 0) refuse('INSUFFICIENT_BALANCE', { missing: -balance });
    Object.assign(found, { status: 'PAID', paymentId: Number(paymentId) });
    this.turnsOf(who, showAt(found.show).concert).ended = turn;
    return {
      paymentId,
      reservationId: found.id,
      amount: total(found),
      balance,
      tickets: found.seats,
    };
  }

  #refundSeats(found: Reservation, asked: number[] | undefined, feePercent: number) {
    if (this.statusOf(found) === 'EXPIRED') refuse('HOLD_EXPIRED');
    if (found.paymentId === undefined) refuse('NOT_HELD');
    const left = found.status === 'PAID' ? found.seats : [];
    const returned = found.refunds.flatMap(({ seats }) => seats);
    if (asked?.some((seat) => !left.includes(seat) && !returned.includes(seat)) === true)
      refuse('NOT_FOUND');
    const seats = byNumber(asked ?? left);
    if (left.length === 0 || seats.some((seat) => !left.includes(seat))) refuse('NOT_HELD');
    const fee = (total({ seats }) * feePercent) / 100;
    const amount = total({ seats }) - fee;
    found.refunds = [...found.refunds, { seats, amount, fee }];
    if (seats.length === left.length) found.status = 'CANCELLED';
    else found.seats = left.filter((seat) => !seats.includes(seat));
    return { amount, fee, balance: this.#move(found.who, amount) };
  }

  #cancel({ who, reservation, seats }: Step & { do: 'cancel' }): Answer {
    const found = this.#own(who, reservation);
    return this.#refundSeats(found, seats, showAt(found.show).feePercent);
  }

  #refund({ payment, seats }: Step & { do: 'refund' }): Answer {
    const found =
      this.reservations.find(({ paymentId }) => paymentId === payment) ?? refuse('NOT_FOUND');
    const { amount } = this.#refundSeats(found, seats, 0);
    return { amount };
  }

  /** Ends the place of a turn, and so releases its hold. */
  #endTurn({ who, concert, turn }: { who: number; concert: number; turn: number }): void {
    const turns = this.turnsOf(who, concert);
    turns.ended = Math.max(turns.ended, turn);
    const held = this.#liveHold(who, concert);
    if (held !== undefined && held.turn <= turn) held.status = 'RELEASED';
  }
}
