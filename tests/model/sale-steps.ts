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
const passedSecondsMax = 280; // the audit minds what stays HELD long past its time

/** The sale on paper, as a sequence goes on. Where a step's order among others is not known, the paper is replaced by another. */
export interface ModelState {
  sale: SaleModel;
}

/** An intention: it becomes a step once it is known what there is. Null: there is nothing to do it with. */
type Intention = (paper: ModelState) => Step | null;

/** One of those that there are, mostly one's own. */
const reservationOf = (
  sale: SaleModel,
  who: number,
  { at, anyones }: { at: number; anyones: boolean },
) => {
  const there = anyones ? sale.reservations : sale.reservations.filter((each) => each.who === who);
  return there[there.length - 1 - (at % Math.max(1, there.length))]; // the latest first
};
const turnAt = (sale: SaleModel, who: number, show: number) =>
  sale.turnsOf(who, shows[show]?.concert ?? 0).latest;

const who = fc.nat(peopleCount - 1);
const show = fc.constantFrom(0, 0, 0, 1, 2); // mostly the same, where they get in each other’s way
const pick = fc.record({
  at: fc.nat(2),
  anyones: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 9),
});
const key = fc.constantFrom('one-of-the-keys', 'another-of-them', 'a-third-key');
const seat = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: blockedSeat - 1 }) },
  { weight: 1, arbitrary: fc.integer({ min: blockedSeat, max: seatCount + 1 }) },
);
const seats = fc.uniqueArray(seat, { minLength: 1, maxLength: 3 });

/** Of a reservation: what is done with it, at the turn that its person now has. */
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
const cancel = key.chain((key) =>
  withReservation((who, reservation) => ({ do: 'cancel', who, reservation, key })),
);
const refund = fc.tuple(fc.nat(2), key).map(([at, key]): Intention => ({ sale }) => {
  const paid = sale.reservations.flatMap(({ paymentId }) => paymentId ?? []);
  const payment = paid[at % Math.max(1, paid.length)];
  return payment === undefined ? null : { do: 'refund', payment, key };
});
const endTurn = fc
  .tuple(who, fc.nat(1), fc.boolean())
  .map(([who, concert, late]): Intention => ({ sale }) => {
    const { latest } = sale.turnsOf(who, concert);
    return { do: 'endTurn', who, concert, turn: late ? Math.max(1, latest - 1) : latest };
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
  weighted(1, endTurn),
  weighted(1, sweep),
);

function ordersOf<T>(all: T[]): T[][] {
  if (all.length < 2) return [all];
  return all.flatMap((first, at) =>
    ordersOf(all.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

/** The paper after these steps in this order, if it gives the answers that were given. */
function modelAfter(paper: SaleModel, order: { step: Step; told: Answer }[]): SaleModel | null {
  const after = paper.copy();
  return order.every(({ step, told }) => isDeepStrictEqual(after.take(step, told), told))
    ? after
    : null;
}

/** Steps that are taken at once: what they are answered, and what there is then, is as if they had come in some order. */
class ConcurrentSteps implements fc.AsyncCommand<ModelState, PlayedSale> {
  readonly #intentions: Intention[];
  #taken: { step: Step; told: Answer }[] = [];

  constructor(intentions: Intention[]) {
    this.#intentions = intentions;
  }

  check(paper: Readonly<ModelState>): boolean {
    return this.#intentions.some((intention) => intention(paper) !== null);
  }

  async run(paper: ModelState, played: PlayedSale): Promise<void> {
    const steps = this.#intentions.flatMap((intention) => intention(paper) ?? []);
    await played.prepare(steps);
    this.#taken = await Promise.all(
      steps.map(async (step) => ({ step, told: await played.take(step) })),
    );
    const papers = ordersOf(this.#taken).flatMap((order) => modelAfter(paper.sale, order) ?? []);
    const [first] = papers;
    if (first === undefined)
      throw new Error(`on paper, what was asked last is answered ${this.#onPaper(paper.sale)}`);
    paper.sale = steps.length === 1 ? first : await findMatching(papers, played);
  }

  #onPaper(sale: SaleModel): string {
    const orders = ordersOf(this.#taken).map((order) => {
      const after = sale.copy();
      return order.map(({ step, told }) => JSON.stringify(after.take(step, told))).join(', then ');
    });
    return orders.join(' or ');
  }

  toString(): string {
    return `\n  ${this.#taken.map(({ step, told }) => `${JSON.stringify(step)} → ${JSON.stringify(told)}`).join('\n  ∥ ')}`;
  }
}

/** The paper that says what there is. */
export async function findMatching(papers: SaleModel[], played: PlayedSale): Promise<SaleModel> {
  const seen = await played.state();
  const found = papers.find((paper) =>
    isDeepStrictEqual(JSON.parse(JSON.stringify(paper.state())), seen),
  );
  if (found !== undefined) return found;
  throw new Error(
    `there is ${JSON.stringify(seen)}; on paper ${papers.map((paper) => JSON.stringify(paper.state())).join(' or ')}`,
  );
}

export const actions = [
  concurrent.map((one) => new ConcurrentSteps([one])),
  concurrent.map((one) => new ConcurrentSteps([one])),
  fc.array(concurrent, { minLength: 2, maxLength: 3 }).map((some) => new ConcurrentSteps(some)),
  fc.oneof(weighted(3, tick), weighted(2, newTurn)).map((one) => new ConcurrentSteps([one])),
];
