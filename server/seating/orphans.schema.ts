import { gradesOf, type Numbered, runsOf } from './rows.schema.ts';

/** A seat as the orphan-seat rule sees it. The party's own held seats count as free. */
export interface RuledSeat extends Numbered {
  free: boolean;
}

/**
 * Returns the free seats of a run between two neighbours that are not free, or that are chosen. A
 * run's end does not count as a neighbour.
 */
export function singlesIn(run: readonly RuledSeat[], chosen: ReadonlySet<number>): number[] {
  const isOpen = (seat: RuledSeat) => seat.free && !chosen.has(seat.seat);
  return run
    .filter((seat, at) => {
      const [left, right] = [run[at - 1], run[at + 1]];
      if (left === undefined || right === undefined) return false;
      return isOpen(seat) && !isOpen(left) && !isOpen(right);
    })
    .map(({ seat }) => seat);
}

/** Returns the orphan seats of a run that the change from `now` to `next` adds. */
export function newSinglesIn(
  run: readonly RuledSeat[],
  now: ReadonlySet<number>,
  next: ReadonlySet<number>,
): number[] {
  const before = singlesIn(run, now);
  return singlesIn(run, next).filter((seat) => !before.includes(seat));
}

/** A party's choice in some runs. */
interface Cost {
  people: number;
  /** Number of groups of neighbouring people. */
  groups: number;
  /** Number of orphan seats that the choice leaves. */
  singles: number;
}

function costOf(runs: readonly RuledSeat[][], chosen: ReadonlySet<number>): Cost {
  const sits = (seat: RuledSeat | undefined) => seat !== undefined && chosen.has(seat.seat);
  const cost = { people: 0, groups: 0, singles: 0 };
  for (const run of runs) {
    cost.people += run.filter(sits).length;
    cost.groups += run.filter((seat, at) => sits(seat) && !sits(run[at - 1])).length;
    cost.singles += singlesIn(run, chosen).length;
  }
  return cost;
}

type Use = 'open' | 'shut' | 'party';

/**
 * The lowest cost of the seats up to some seat. `left` is the use of this seat; `single` means open
 * with a left neighbour that is not open.
 */
interface Reached extends Cost {
  left: 'start' | 'single' | Use;
}

function reach({ left, people, groups, singles }: Reached, use: Use): Reached {
  const isBesideShut = left === 'shut' || left === 'party';
  return {
    left: use === 'open' && isBesideShut ? 'single' : use,
    people: people + (use === 'party' ? 1 : 0),
    groups: groups + (use === 'party' && left !== 'party' ? 1 : 0),
    singles: singles + (use !== 'open' && left === 'single' ? 1 : 0),
  };
}

/** Keeps the lowest number of orphan seats of each kind of choice within `most`. */
function cheapest(all: Reached[], most: Cost): Reached[] {
  const best = new Map<string, Reached>();
  for (const one of all) {
    if (one.people > most.people || one.groups > most.groups) continue;
    const key = `${one.left} ${String(one.people)} ${String(one.groups)}`;
    const known = best.get(key);
    if (known === undefined || one.singles < known.singles) best.set(key, one);
  }
  return [...best.values()];
}

/**
 * Returns the fewest orphan seats that `most.people` people in up to `most.groups` groups can leave
 * in these runs. `usesOf` returns the permitted uses of a seat.
 */
function fewestSingles(
  runs: readonly RuledSeat[][],
  usesOf: (seat: RuledSeat) => Use[],
  most: Cost,
): number {
  let reached: Reached[] = [{ left: 'start', people: 0, groups: 0, singles: 0 }];
  for (const run of runs) {
    reached = reached.map((one) => ({ ...one, left: 'start' }));
    for (const seat of run) {
      const uses = usesOf(seat);
      reached = cheapest(
        reached.flatMap((one) => uses.map((use) => reach(one, use))),
        most,
      );
    }
  }
  const complete = reached.filter(({ people }) => people === most.people);
  return Math.min(...complete.map(({ singles }) => singles));
}

/**
 * Browser and server share this orphan-seat rule. Returns the avoidable new orphan seats that a
 * party leaves when its seats change from `now` to `next`. New orphan seats are avoidable if another
 * choice of an equal number of seats of one grade, in no more groups, leaves fewer orphan seats.
 */
export function orphansLeft(hall: RuledSeat[], now: number[], next: number[]): number[] {
  const [before, after] = [new Set(now), new Set(next)];
  const all = runsOf(hall).map((run) => run.map(({ seat }) => seat));
  const left = gradesOf(hall).flatMap(({ grade }) => {
    const runs = all.filter((run) => run.some((seat) => seat.grade === grade));
    const newly = runs.flatMap((run) => newSinglesIn(run, before, after));
    if (newly.length === 0) return [];
    const most = costOf(runs, after);
    const usesOf = (seat: RuledSeat): Use[] => {
      if (!seat.free) return ['shut'];
      if (seat.grade === grade) return ['open', 'party'];
      return [after.has(seat.seat) ? 'party' : 'open'];
    };
    return fewestSingles(runs, usesOf, most) < most.singles ? newly : [];
  });
  return [...new Set(left)].sort((a, b) => a - b);
}
