import { type Numbered, rowsByGrade } from './rows.schema.ts';

/** A seat as the orphan-seat rule sees it. The party's own held seats count as free. */
export interface RuledSeat extends Numbered {
  free: boolean;
}

/** The party's seats in one row: bit i is set if the party has the seat at index i. */
type Choice = number;
const sits = (choice: Choice, at: number): boolean => (choice & (1 << at)) !== 0;

/**
 * Returns the indexes of free seats between two neighbours that are not free. A row's end does not
 * count as a neighbour.
 */
function singlesIn(row: RuledSeat[], choice: Choice): number[] {
  const open = (at: number) => row[at]?.free === true && !sits(choice, at);
  const shut = (at: number) => row[at] !== undefined && !open(at);
  return [...row.keys()].filter((at) => open(at) && shut(at - 1) && shut(at + 1));
}

interface Cost {
  people: number;
  /** Number of runs of adjacent seats. */
  groups: number;
  /** Number of orphan seats that the choice leaves. */
  singles: number;
}

function costOf(row: RuledSeat[], choice: Choice): Cost {
  const places = [...row.keys()].filter((at) => sits(choice, at));
  const groups = places.filter((at) => at === 0 || !sits(choice, at - 1)).length;
  return { people: places.length, groups, singles: singlesIn(row, choice).length };
}

/** Returns the lowest cost in a row for each number of people and groups, up to `most`. */
function bestInRow(row: RuledSeat[], most: Cost): Cost[] {
  const best = new Map<string, Cost>();
  for (let choice = 0; choice < 1 << row.length; choice++) {
    if (row.some(({ free }, at) => sits(choice, at) && !free)) continue;
    keepBest(best, costOf(row, choice), most);
  }
  return [...best.values()];
}

function keepBest(best: Map<string, Cost>, cost: Cost, most: Cost): void {
  if (cost.people > most.people || cost.groups > most.groups) return;
  const key = `${String(cost.people)} in ${String(cost.groups)}`;
  const known = best.get(key);
  if (known === undefined || cost.singles < known.singles) best.set(key, cost);
}

const sum = (a: Cost, b: Cost): Cost => ({
  people: a.people + b.people,
  groups: a.groups + b.groups,
  singles: a.singles + b.singles,
});

/**
 * Returns the fewest orphan seats that `most.people` people in up to `most.groups` groups can leave
 * in these rows.
 */
function fewestSingles(rows: RuledSeat[][], most: Cost): number {
  let found: Cost[] = [{ people: 0, groups: 0, singles: 0 }];
  for (const row of rows) {
    const best = new Map<string, Cost>();
    const here = bestInRow(row, most);
    for (const before of found) for (const cost of here) keepBest(best, sum(before, cost), most);
    found = [...best.values()];
  }
  return Math.min(
    ...found.filter(({ people }) => people === most.people).map(({ singles }) => singles),
  );
}

/**
 * Browser and server share this orphan-seat rule. Returns the avoidable new orphan seats that a
 * party leaves when its seats change from `now` to `next`. New orphan seats are avoidable if an
 * equal number of seats of the grade, in no more groups, leaves fewer orphan seats.
 */
export function orphansLeft(hall: RuledSeat[], now: number[], next: number[]): number[] {
  const choiceOf = (row: RuledSeat[], seats: number[]): Choice =>
    row.reduce((choice, { seat }, at) => (seats.includes(seat) ? choice | (1 << at) : choice), 0);
  return [...rowsByGrade(hall).values()]
    .flatMap((rows) => {
      const newly = rows.flatMap((row) => {
        const before = singlesIn(row, choiceOf(row, now));
        return singlesIn(row, choiceOf(row, next))
          .filter((at) => !before.includes(at))
          .map((at) => row[at]?.seat ?? 0);
      });
      if (newly.length === 0) return [];
      const most = rows.map((row) => costOf(row, choiceOf(row, next))).reduce(sum);
      return fewestSingles(rows, most) < most.singles ? newly : [];
    })
    .sort((a, b) => a - b);
}
