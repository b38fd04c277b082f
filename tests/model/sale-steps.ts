import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { PlayedSale } from './played-sale.ts';
import type { SaleModel } from './sale-model.ts';
import {
  type Answer,
  blockedSeat,
  holdSeconds,
  seatCount,
  shows,
  type Step,
} from './sale-terms.ts';

export const peopleCount = 3;
const passedSecondsMax = 280; // the audit reports holds that stay HELD for 300 s after their expiry

/**
 * Current model in a sequence of steps. After concurrent steps, `sale` is the model with an order
 * of steps that explains the rooms' answers and state.
 */
export interface ModelState {
  sale: SaleModel;
}

/** Returns a step for the current state of the model, or null if the step does not apply. */
type Intention = (model: ModelState) => Step | null;

/**
 * Picks a reservation of the user or, with `ofAnyone`, of any user. Returns undefined if no
 * reservation qualifies.
 */
const reservationOf = (
  sale: SaleModel,
  who: number,
  { at, ofAnyone }: { at: number; ofAnyone: boolean },
) => {
  const there = ofAnyone ? sale.reservations : sale.reservations.filter((each) => each.who === who);
  return there[there.length - 1 - (at % Math.max(1, there.length))]; // latest first
};
const turnAt = (sale: SaleModel, who: number, show: number) =>
  sale.turnsOf(who, shows[show]?.concert ?? 0).latest;

const who = fc.nat(peopleCount - 1);
const show = fc.constantFrom(0, 0, 0, 1, 2); // mostly one performance, to cause conflicts
const pick = fc.record({
  at: fc.nat(2),
  ofAnyone: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 9),
});
const key = fc.constantFrom('one-of-the-keys', 'another-of-them', 'a-third-key');
const seat = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: blockedSeat - 1 }) },
  { weight: 1, arbitrary: fc.integer({ min: blockedSeat, max: seatCount + 1 }) },
);
const seats = fc.uniqueArray(seat, { minLength: 1, maxLength: 3 });

/** Builds a step for a picked reservation, in the user's current turn. */
const withReservation = (make: (who: number, reservation: number, turn: number) => Step) =>
  fc.tuple(who, pick).map(([who, pick]): Intention => ({ sale }) => {
    const found = reservationOf(sale, who, pick);
    return found === undefined ? null : make(who, found.id, turnAt(sale, who, found.show));
  });

const hold = fc
  .record({ who, show, seats })
  .map(({ who, show, seats }): Intention => ({ sale }) => ({
    do: 'hold',
    who,
    show,
    seats,
    turn: turnAt(sale, who, show),
  }));
const charge = fc
  .record({ who, key, amount: fc.constantFrom(100_000, 200_000, 60_000_000) })
  .map(({ who, key, amount }): Intention => () => ({ do: 'charge', who, amount, key }));
const extend = withReservation((who, reservation, turn) => ({
  do: 'extend',
  who,
  reservation,
  turn,
}));
const release = fc
  .option(seats, { nil: undefined })
  .chain((seats) =>
    withReservation((who, reservation) => ({ do: 'release', who, reservation, seats })),
  );
const pay = key.chain((key) =>
  withReservation((who, reservation, turn) => ({ do: 'pay', who, reservation, key, turn })),
);
const payShow = fc
  .record({ who, show, key })
  .map(({ who, show, key }): Intention => ({ sale }) => ({
    do: 'payShow',
    who,
    show,
    key,
    turn: turnAt(sale, who, show),
  }));
/** All remaining seats, or any seats, some of which may not belong to the payment. */
const returned = fc.option(
  seats.map((seats) => ({ seats: seats.sort((a, b) => a - b) })),
  { nil: {} },
);
const cancel = fc
  .tuple(key, returned)
  .chain(([key, seats]) =>
    withReservation((who, reservation) => ({ do: 'cancel', who, reservation, ...seats, key })),
  );
const refund = fc
  .tuple(fc.nat(2), key, returned)
  .map(([at, key, seats]): Intention => ({ sale }) => {
    const paid = sale.reservations.flatMap(({ paymentId }) => paymentId ?? []);
    const payment = paid[at % Math.max(1, paid.length)];
    return payment === undefined ? null : { do: 'refund', payment, ...seats, key };
  });
const expireTurn = fc
  .tuple(who, fc.nat(1), fc.boolean())
  .map(([who, concert, late]): Intention => ({ sale }) => {
    const { latest } = sale.turnsOf(who, concert);
    return { do: 'expireTurn', who, concert, turn: late ? Math.max(1, latest - 1) : latest };
  });
const sweep = fc.constant<Intention>(() => ({ do: 'sweep' }));

const newTurn = fc.tuple(who, fc.nat(1)).map(([who, concert]): Intention => ({ sale }) => ({
  do: 'newTurn',
  who,
  concert,
  turn: sale.turnsOf(who, concert).latest + 1,
}));
const tick = fc.constantFrom(31, 31, holdSeconds + 1).map(
  (seconds): Intention =>
    ({ sale }) =>
      sale.now + seconds <= passedSecondsMax ? { do: 'tick', seconds } : null,
);

const weighted = (weight: number, arbitrary: fc.Arbitrary<Intention>) => ({ weight, arbitrary });
const concurrent = fc.oneof(
  weighted(6, hold),
  weighted(5, pay),
  weighted(1, payShow),
  weighted(3, charge),
  weighted(2, extend),
  weighted(2, release),
  weighted(2, cancel),
  weighted(2, refund),
  weighted(1, expireTurn),
  weighted(1, sweep),
);

function ordersOf<T>(all: T[]): T[][] {
  if (all.length < 2) return [all];
  return all.flatMap((first, at) =>
    ordersOf(all.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

/**
 * Returns the model after the steps in `order`, or null if an answer differs from the rooms'
 * answer.
 */
function modelAfter(model: SaleModel, order: { step: Step; actual: Answer }[]): SaleModel | null {
  const after = model.copy();
  return order.every(({ step, actual }) => isDeepStrictEqual(after.take(step, actual), actual))
    ? after
    : null;
}

/**
 * Runs steps concurrently. Expects an order of the steps in which the model gives the rooms'
 * answers and state.
 */
class ConcurrentSteps implements fc.AsyncCommand<ModelState, PlayedSale> {
  readonly #intentions: Intention[];
  #done: { step: Step; actual: Answer }[] = [];

  constructor(intentions: Intention[]) {
    this.#intentions = intentions;
  }

  check(model: Readonly<ModelState>): boolean {
    return this.#intentions.some((intention) => intention(model) !== null);
  }

  async run(model: ModelState, played: PlayedSale): Promise<void> {
    const steps = this.#intentions.flatMap((intention) => intention(model) ?? []);
    await played.prepare(steps);
    this.#done = await Promise.all(
      steps.map(async (step) => ({ step, actual: await played.take(step) })),
    );
    const models = ordersOf(this.#done).flatMap((order) => modelAfter(model.sale, order) ?? []);
    const [first] = models;
    if (first === undefined) throw new Error(`the model answers ${this.#modelAnswers(model.sale)}`);
    model.sale = steps.length === 1 ? first : await findMatching(models, played);
  }

  #modelAnswers(sale: SaleModel): string {
    const orders = ordersOf(this.#done).map((order) => {
      const after = sale.copy();
      return order
        .map(({ step, actual }) => JSON.stringify(after.take(step, actual)))
        .join(', then ');
    });
    return orders.join(' or ');
  }

  toString(): string {
    return `\n  ${this.#done.map(({ step, actual }) => `${JSON.stringify(step)} → ${JSON.stringify(actual)}`).join('\n  ∥ ')}`;
  }
}

/**
 * Returns the model whose state equals the rooms' state. If no model matches, throws an error with
 * the difference.
 */
export async function findMatching(models: SaleModel[], played: PlayedSale): Promise<SaleModel> {
  const seen = await played.state();
  const found = models.find((model) =>
    isDeepStrictEqual(JSON.parse(JSON.stringify(model.state())), seen),
  );
  if (found !== undefined) return found;
  throw new Error(
    `actual state ${JSON.stringify(seen)}; model ${models.map((model) => JSON.stringify(model.state())).join(' or ')}`,
  );
}

export const actions = [
  concurrent.map((one) => new ConcurrentSteps([one])),
  concurrent.map((one) => new ConcurrentSteps([one])),
  fc.array(concurrent, { minLength: 2, maxLength: 3 }).map((some) => new ConcurrentSteps(some)),
  fc.oneof(weighted(3, tick), weighted(2, newTurn)).map((one) => new ConcurrentSteps([one])),
];
