import { type Position, runsOf } from '../seating/seating.ts';

/** A seat of a date with kept seats. */
export interface HallSeat {
  performanceId: number;
  seat: number;
  grade: string;
  price: number;
  row: number | null;
  column: number | null;
  /** True if the waitlist has to decide about the seat, which is free or listed. */
  kept: boolean;
  /** True if its owner has handed the seat back and keeps it until an offer begins. */
  listed: boolean;
  freedAt: Date | null;
  /** Start of the time for which a collecting wish may keep the seat. */
  keptFrom: Date | null;
}

/** A waiting wish that accepts a kept seat. */
export interface Concerned {
  wishId: number;
  number: number;
  userId: string;
  party: number;
  together: boolean;
  /** Times that the wish was passed over because too few seats were free. */
  passedOver: number;
  /** Instant at which the newest seat became free that passed the wish over. */
  consideredAt: Date | null;
  /** Date for which the wish collects. */
  collectsAtId: number | null;
  /** True if the person has a live hold at the concert. */
  isHolding: boolean;
  /** Seats that the person may still buy. */
  room: number;
  /** Kept and listed seats that the wish accepts. */
  seats: { performanceId: number; seat: number }[];
}

export interface Offer {
  wishId: number;
  userId: string;
  performanceId: number;
  seats: number[];
}

/** A wish that gets no seats in this round, or starts or stops to collect. */
export interface Pass {
  wishId: number;
  kind: 'PASSED_OVER' | 'COLLECTS' | 'STOPS_COLLECTING';
  reason: 'HELD' | 'TOO_FEW' | 'TOO_LONG' | null;
  performanceId: number | null;
  passedOver: number;
  consideredAt: Date | null;
}

export interface Round {
  offers: Offer[];
  passes: Pass[];
  /** Wishes whose party no longer fits under the seat limit. */
  tooLarge: number[];
  /** Seats that nobody gets and that no wish collects. */
  toSale: { performanceId: number; seat: number }[];
  /** True if a listed seat is left that a later wish may want. */
  hasListedLeft: boolean;
}

/** Passes for too few seats after which a wish collects. */
export const passesMax = 3;
/** Longest time that a seat waits for a collecting wish, in ms. */
export const collectMsMax = 600_000;

/**
 * Decides about all kept seats of a concert, in the order of the wishes. Each seat goes to the first
 * wish that it completes. A wish that finds too few seats is passed over; a seat that passes over a
 * wish counts once. A collecting wish keeps its seats from later wishes, each for ten minutes at most.
 * The rest returns to general sale, or stays with its owner. `collectors` has the dates for which a wish collects.
 */
export function decide(
  wishes: readonly Concerned[],
  halls: readonly HallSeat[],
  collectors: readonly number[],
  now: Date,
): Round {
  const round: Round = {
    offers: [],
    passes: [],
    tooLarge: [],
    toSale: [],
    hasListedLeft: false,
  };
  const left = new Map(halls.filter(({ kept }) => kept).map((seat) => [keyOf(seat), seat]));
  const collected = new Set(collectors);
  const byDate = Map.groupBy(halls, ({ performanceId }) => performanceId);
  for (const wish of wishes) {
    const found = wish.seats.flatMap((seat) => left.get(keyOf(seat)) ?? []);
    if (found.length === 0) continue;
    if (wish.party > wish.room) {
      round.tooLarge.push(wish.wishId);
      collected.delete(wish.collectsAtId ?? 0);
      continue;
    }
    const offer = wish.isHolding ? null : offerOf(wish, found, byDate);
    const taken =
      offer === null
        ? passOver(round, wish, found, collected, now)
        : offer.seats.map((seat) => ({ performanceId: offer.performanceId, seat }));
    if (offer !== null) {
      round.offers.push(offer);
      collected.delete(wish.collectsAtId ?? 0);
    }
    for (const seat of taken) left.delete(keyOf(seat));
  }
  round.hasListedLeft = [...left.values()].some(({ listed }) => listed);
  round.toSale = [...left.values()]
    .filter(({ listed }) => !listed)
    .map(({ performanceId, seat }) => ({ performanceId, seat }));
  return round;
}

const keyOf = ({ performanceId, seat }: { performanceId: number; seat: number }): string =>
  `${String(performanceId)}-${String(seat)}`;

/** Records that a wish gets no offer. Returns the seats that it keeps from later wishes. */
function passOver(
  round: Round,
  wish: Concerned,
  found: readonly HallSeat[],
  collected: Set<number>,
  now: Date,
): HallSeat[] {
  const { wishId, collectsAtId } = wish;
  const collects = found.filter(({ performanceId }) => performanceId === collectsAtId);
  if (collectsAtId === null || !collects.some((seat) => isTooOld(seat, now))) {
    const others = found.filter(({ performanceId }) => performanceId !== collectsAtId);
    if (others.length > 0) recordPass(round, wish, others, collected);
    return collects;
  }
  collected.delete(collectsAtId);
  const stop = { performanceId: collectsAtId, passedOver: 0, consideredAt: wish.consideredAt };
  round.passes.push({ wishId, kind: 'STOPS_COLLECTING', reason: 'TOO_LONG', ...stop });
  // This pass does not count towards the next collection.
  const passedOver = wish.isHolding ? 0 : -1;
  const again = { ...wish, passedOver, consideredAt: null, collectsAtId: null };
  recordPass(round, again, found, collected);
  return [];
}

/** Records that these seats pass a wish over, once for each newer seat. The third pass collects. */
function recordPass(
  round: Round,
  wish: Concerned,
  found: readonly HallSeat[],
  collected: Set<number>,
): void {
  const { wishId, isHolding, collectsAtId } = wish;
  const consideredAt = newestOf(found);
  if (wish.consideredAt !== null && consideredAt <= wish.consideredAt) return;
  const passedOver = wish.passedOver + (isHolding ? 0 : 1);
  const reason = isHolding ? 'HELD' : 'TOO_FEW';
  const pass = { wishId, passedOver, consideredAt };
  const performanceId = found[0]?.performanceId ?? null;
  round.passes.push({ ...pass, kind: 'PASSED_OVER', reason, performanceId });
  if (isHolding || passedOver < passesMax || collectsAtId !== null) return;
  const at = found.find((seat) => !collected.has(seat.performanceId))?.performanceId;
  if (at === undefined) return;
  collected.add(at);
  round.passes.push({ ...pass, kind: 'COLLECTS', reason: null, performanceId: at });
}

const isTooOld = ({ keptFrom }: HallSeat, now: Date): boolean =>
  keptFrom !== null && now.getTime() - keptFrom.getTime() >= collectMsMax;

const newestOf = (seats: readonly HallSeat[]): Date =>
  new Date(Math.max(...seats.map(({ freedAt }) => freedAt?.getTime() ?? 0)));

/** Returns the best offer to a wish at its earliest date with enough seats, or null. */
function offerOf(
  { wishId, userId, party, together }: Concerned,
  found: readonly HallSeat[],
  byDate: ReadonlyMap<number, HallSeat[]>,
): Offer | null {
  for (const [performanceId, seats] of Map.groupBy(found, (seat) => seat.performanceId)) {
    const free = new Set(seats.map(({ seat }) => seat));
    const chosen = bestOf(byDate.get(performanceId) ?? [], free, party, together);
    if (chosen !== null) return { wishId, userId, performanceId, seats: chosen };
  }
  return null;
}

/**
 * Returns the best seats of a party in ascending order: neighbours if there are any, else seats apart
 * unless the party wants to sit together. Lower rows are better, then lower numbers. An offer ignores
 * the orphan rule, because other seats of the hall have their owners already.
 */
function bestOf(
  hall: readonly HallSeat[],
  free: ReadonlySet<number>,
  party: number,
  together: boolean,
): number[] | null {
  const runs = runsOf(hall);
  const groups = runs.flatMap((run) => windowsOf(run, party));
  const best = groups.find((group) => group.every(({ seat }) => free.has(seat.seat)));
  const apart = runs.flat().filter(({ seat }) => free.has(seat.seat));
  const chosen = best ?? (together || apart.length < party ? null : apart.slice(0, party));
  return chosen?.map(({ seat }) => seat.seat).sort((a, b) => a - b) ?? null;
}

const windowsOf = (run: Position<HallSeat>[], size: number): Position<HallSeat>[][] =>
  Array.from({ length: Math.max(run.length - size + 1, 0) }, (_, at) => run.slice(at, at + size));
