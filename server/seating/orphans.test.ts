import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orphansLeft, type RuledSeat } from './orphans.schema.ts';
import { gradesOf, rowsByGrade, runsOf } from './rows.schema.ts';

const aSeat = { grade: 'R', price: 50_000, row: null, column: null };

/**
 * Builds a hall of one grade in rows of ten: `.` is a free seat, `x` a taken seat. Numbers continue
 * from row to row.
 */
const hall = (...rows: string[]): RuledSeat[] =>
  Array.from(rows.join(''), (mark, at) => ({ ...aSeat, seat: at + 1, free: mark === '.' }));

/**
 * Builds a hall by plan: each text is a row. `.` is a free seat, `x` a taken seat, `v` a free seat of
 * another grade, and a space has no seat.
 */
const planned = (...rows: string[]): RuledSeat[] =>
  rows
    .flatMap((marks, at) =>
      Array.from(marks, (mark, nth) => ({ mark, row: at + 1, column: nth + 1 })),
    )
    .filter(({ mark }) => mark !== ' ')
    .map(({ mark, ...place }, at) => ({
      ...aSeat,
      ...place,
      seat: at + 1,
      grade: mark === 'v' ? 'VIP' : 'R',
      free: mark !== 'x',
    }));

test.each([
  ['a seat between a taken one and mine', 'xx........', [], [4], [3]],
  ['a seat between two of mine', '..........', [3], [3, 5], [4]],
  ['a seat on either side', 'xx...xxxxx..........', [], [4], [3, 5]],
  ['nothing, beside taken seats', 'xx........', [], [3], []],
  ['nothing, with two left over', 'xx........', [], [5], []],
  ['nothing, beside the end of a row', '..........', [], [2], []],
  ['nothing, at the seam of two rows', '..........xxxxxxxxxx', [], [10], []],
  ['a seat, if the party releases its middle seat', '..........', [3, 4, 5], [3, 5], [4]],
  ['nothing, if the seat was single before', 'x.x.......', [], [4], []],
] as const)('leaves %s', (_, marks, now, next, left) => {
  expect(orphansLeft(hall(marks), [...now], [...next])).toEqual(left);
});

test('no choice is refused if every choice of that size leaves an orphan seat', () => {
  expect(orphansLeft(hall('xx..xx..xx'), [], [3])).toEqual([]);
  expect(orphansLeft(hall('xx..xx.xxx'), [], [3])).toEqual([4]); // seat 7 leaves no orphan seat
});

test('sitting apart is no alternative for a party that sits together', () => {
  expect(orphansLeft(hall('xx...xx.x.'), [], [3, 4])).toEqual([]); // seats 8 and 10 are apart
  // Seats 8 and 9 leave no orphan seat.
  expect(orphansLeft(hall('xx...xx..x'), [], [3, 4])).toEqual([5]);
});

test('a seat of another grade is no alternative', () => {
  const dear = hall('..........').map((each) => ({ ...each, seat: each.seat + 10, grade: 'VIP' }));
  expect(orphansLeft([...hall('xx..xxxxxx'), ...dear], [], [3])).toEqual([]);
});

test('with a plan, seats beside a gap or in different rows are no neighbours', () => {
  expect(orphansLeft(planned('x.. ...'), [], [3])).toEqual([2]);
  expect(orphansLeft(planned('x. .....'), [], [3])).toEqual([]);
  expect(orphansLeft(planned('xx.', '...'), [], [4])).toEqual([]);
});

test('with a plan, a seat of another grade in the row is a neighbour', () => {
  expect(orphansLeft(planned('xv.......'), [], [3])).toEqual([2]);
  expect(orphansLeft(planned('xv.v'), [], [3])).toEqual([]); // the only seat of its grade
});

interface Case {
  seats: RuledSeat[];
  now: number[];
  next: number[];
}
/**
 * Small halls of one or two grades with any free seats, with or without a plan, and any two choices
 * of free seats.
 */
const cases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.array(
      fc.record({
        grade: fc.constantFrom('R', 'R', 'R', 'VIP'),
        free: fc.boolean(),
        gap: fc.constantFrom(1, 1, 1, 2, 20),
      }),
      { minLength: 1, maxLength: 13 },
    ),
    fc.boolean(),
  )
  .map(([marks, hasPlan]) => {
    let column = 0;
    return marks.map(({ gap, ...mark }, at): RuledSeat => {
      column += gap;
      const place = { row: 1 + Math.floor(column / 20), column: 1 + (column % 20) };
      return { ...aSeat, ...mark, ...(hasPlan && place), seat: at + 1 };
    });
  })
  .chain((seats) => {
    const free = seats.filter((each) => each.free).map(({ seat }) => seat);
    return fc.record({
      seats: fc.constant(seats),
      now: fc.subarray(free),
      next: fc.subarray(free),
    });
  });

/** Computes a choice's cost in one grade literally from the rule, seat by seat. */
function seen(rows: RuledSeat[][], chosen: number[]) {
  const mine = ({ seat }: RuledSeat) => chosen.includes(seat);
  const open = (each: RuledSeat) => each.free && !mine(each);
  const singles: number[] = [];
  let [people, groups] = [0, 0];
  for (const row of rows)
    for (const [at, each] of row.entries()) {
      const [left, right] = [at === 0 ? undefined : row[at - 1], row[at + 1]];
      if (open(each) && left !== undefined && right !== undefined && !open(left) && !open(right))
        singles.push(each.seat);
      if (!mine(each)) continue;
      people += 1;
      if (left === undefined || !mine(left)) groups += 1;
    }
  return { singles, people, groups };
}

/** Returns the runs of neighbouring seats, seat by seat. */
function neighboursIn(seats: RuledSeat[]): RuledSeat[][] {
  if (seats.some(({ row }) => row === null)) return [...rowsByGrade(seats).values()].flat();
  const runs: RuledSeat[][] = [];
  for (const seat of seats) {
    const left = seats.find(
      ({ row, column }) => row === seat.row && column === (seat.column ?? 0) - 1,
    );
    const run = runs.find((each) => left !== undefined && each.includes(left));
    if (run === undefined) runs.push([seat]);
    else run.push(seat);
  }
  return runs;
}

/** Applies the rule by exhaustive search over all choices of free seats of one grade. */
function byBruteForce({ seats, now, next }: Case): number[] {
  const left = gradesOf(seats).flatMap(({ grade }) => {
    const rows = neighboursIn(seats).filter((row) => row.some((each) => each.grade === grade));
    const wanted = seen(rows, next);
    const newly = wanted.singles.filter((seat) => !seen(rows, now).singles.includes(seat));
    const free = rows.flat().filter((each) => each.free && each.grade === grade);
    const others = next.filter((seat) =>
      rows.flat().some((each) => each.seat === seat && each.grade !== grade),
    );
    const better = Array.from({ length: 2 ** free.length }, (_, bits) =>
      seen(rows, [
        ...others,
        ...free.filter((_each, at) => Math.floor(bits / 2 ** at) % 2 === 1).map(({ seat }) => seat),
      ]),
    ).some(
      (other) =>
        other.people === wanted.people &&
        other.groups <= wanted.groups &&
        other.singles.length < wanted.singles.length,
    );
    return better ? newly : [];
  });
  return [...new Set(left)].sort((a, b) => a - b);
}

/** Returns a case in which a rule and the exhaustive search differ; null if no such case exists. */
function difference(rule: typeof orphansLeft): Case | null {
  const run = fc.check(
    fc.property(
      cases,
      ({ seats, now, next }) =>
        rule(seats, now, next).join() === byBruteForce({ seats, now, next }).join(),
    ),
    { numRuns: 300 },
  );
  return run.counterexample?.[0] ?? null;
}

test('the rule agrees with an exhaustive search in any hall', () => {
  expect(difference(orphansLeft)).toBeNull();
});

test('negative control: a rule that ignores alternatives or the plan, or counts a row’s end as a taken seat, is caught', () => {
  const strict: typeof orphansLeft = (seats, now, next) =>
    seen(neighboursIn(seats), next).singles.filter(
      (seat) => !seen(neighboursIn(seats), now).singles.includes(seat),
    );
  expect(difference(strict)).not.toBeNull();
  const walled: typeof orphansLeft = (seats, now, next) =>
    orphansLeft([{ ...aSeat, seat: -1, free: false }, ...seats], now, next);
  expect(difference(walled)).not.toBeNull();
  const unplanned: typeof orphansLeft = (seats, now, next) =>
    orphansLeft(
      seats.map((seat) => ({ ...seat, row: null, column: null })),
      now,
      next,
    );
  expect(difference(unplanned)).not.toBeNull();
});

test('the rule takes milliseconds in a hall of one long row, for a party of any size', () => {
  const row = planned('.'.repeat(50));
  const everySecond = row.map(({ seat }) => seat).filter((seat) => seat % 2 === 0);
  expect(runsOf(row)).toHaveLength(1);
  const from = performance.now();
  expect(orphansLeft(row, [], everySecond).length).toBeGreaterThan(0);
  expect(performance.now() - from).toBeLessThan(1_000);
});

test('a party always has an allowed choice if enough seats are free', () => {
  fc.assert(
    fc.property(cases, ({ seats, next }) => {
      const free = seats.filter((each) => each.free && each.grade === 'R').map(({ seat }) => seat);
      const count = next.filter((seat) => free.includes(seat)).length;
      const choices = Array.from({ length: 2 ** free.length }, (_, bits) =>
        free.filter((_seat, at) => Math.floor(bits / 2 ** at) % 2 === 1),
      ).filter((choice) => choice.length === count);
      expect(choices.some((choice) => orphansLeft(seats, [], choice).length === 0)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
