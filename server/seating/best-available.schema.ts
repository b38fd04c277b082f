import { newSinglesIn, type RuledSeat } from './orphans.schema.ts';
import { type Position, positionsOf, runsOf } from './rows.schema.ts';
import type { SeatKind } from './seating.schema.ts';

export interface OfferedSeat extends RuledSeat {
  kind: SeatKind;
}

/** The seats that a party wants; without a grade or highest price, any will do. */
export interface Wish {
  party: number;
  grade?: string;
  /** Highest price of a seat, in won. */
  priceMax?: number;
  /** False if the party accepts seats apart. */
  together?: boolean;
}

/** Seats with their rank: row, distance from the row's middle, lowest number. */
interface Option {
  seats: number[];
  rank: [row: number, distance: number, seat: number];
}

const byRank = ({ rank: a }: Option, { rank: b }: Option): number =>
  a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/**
 * Returns the best seats for a party in ascending order, or null without suitable seats. The best
 * group is in the lowest row, then nearest to the row's middle, then of the lowest numbers. A party
 * apart gets its best seats one by one. The choice leaves no new orphan seat and has no wheelchair or
 * companion seat.
 */
export function bestSeats(hall: readonly OfferedSeat[], wish: Wish): number[] | null {
  const { party, grade, priceMax = Infinity, together = true } = wish;
  const suits = ({ seat }: Position<OfferedSeat>) =>
    seat.free &&
    (seat.kind === 'STANDARD' || seat.kind === 'RESTRICTED') &&
    (grade === undefined || seat.grade === grade) &&
    seat.price <= priceMax;
  const runs = runsOf(hall);
  const size = together ? party : 1;
  const middles = middlesOf(hall);
  const options = runs
    .flatMap((run) => windowsOf(run, size))
    .filter((window) => window.every(suits))
    .map((window) => optionOf(window, middles))
    .sort(byRank);
  const ruled = runs.map((run) => run.map(({ seat }) => seat));
  return firstWithoutOrphans(ruled, options, party / size);
}

/** Returns the middle column of each row. */
function middlesOf(hall: readonly OfferedSeat[]): Map<number, number> {
  const rows = Map.groupBy(positionsOf(hall), ({ row }) => row);
  return new Map([...rows].map(([row, positions]) => [row, middleOf(positions)]));
}

/** Returns the middle between the first and the last column; seats are in order of columns. */
const middleOf = (positions: readonly Position<OfferedSeat>[]): number =>
  ((positions[0]?.column ?? 0) + (positions.at(-1)?.column ?? 0)) / 2;

function windowsOf<S>(run: readonly S[], size: number): S[][] {
  return Array.from({ length: Math.max(run.length - size + 1, 0) }, (_, at) =>
    run.slice(at, at + size),
  );
}

function optionOf(window: Position<OfferedSeat>[], middles: ReadonlyMap<number, number>): Option {
  const row = window[0]?.row ?? 0;
  const seats = window.map(({ seat }) => seat.seat).sort((a, b) => a - b);
  const distance = Math.abs(middleOf(window) - (middles.get(row) ?? 0));
  return { seats, rank: [row, distance, seats[0] ?? 0] };
}

/**
 * Returns the first `count` options in order that together leave no new orphan seat. Tries later
 * options in the place of the last one first.
 */
function firstWithoutOrphans(
  runs: RuledSeat[][],
  options: readonly Option[],
  count: number,
  chosen: number[] = [],
): number[] | null {
  if (count === 0) return leavesOrphan(runs, chosen) ? null : chosen.toSorted((a, b) => a - b);
  for (const [at, { seats }] of options.entries()) {
    const rest = options.slice(at + 1);
    const found = firstWithoutOrphans(runs, rest, count - 1, [...chosen, ...seats]);
    if (found !== null) return found;
  }
  return null;
}

const nobody: ReadonlySet<number> = new Set();

function leavesOrphan(runs: RuledSeat[][], chosen: readonly number[]): boolean {
  const party = new Set(chosen);
  return runs.some(
    (run) => run.some(({ seat }) => party.has(seat)) && newSinglesIn(run, nobody, party).length > 0,
  );
}
