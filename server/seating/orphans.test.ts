import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orphansLeft, type RuledSeat } from './orphans.schema.ts';
import { rowsByGrade } from './rows.schema.ts';

/**
 * Builds a hall of one grade in rows of ten: `.` is a free seat, `x` a taken seat. Numbers continue
 * from row to row.
 */
const hall = (...rows: string[]): RuledSeat[] =>
  Array.from(rows.join(''), (mark, at) => ({ seat: at + 1, grade: 'R', free: mark === '.' }));

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

interface Case {
  seats: RuledSeat[];
  now: number[];
  next: number[];
}
/** Small halls of one or two grades with any free seats, and any two choices of free seats. */
const cases: fc.Arbitrary<Case> = fc
  .array(fc.record({ grade: fc.constantFrom('R', 'R', 'R', 'VIP'), free: fc.boolean() }), {
    minLength: 1,
    maxLength: 13,
  })
  .map((marks) => marks.map((mark, at): RuledSeat => ({ ...mark, seat: at + 1 })))
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

/** Applies the rule by exhaustive search over all choices of free seats. */
function byBruteForce({ seats, now, next }: Case): number[] {
  return [...rowsByGrade(seats).values()]
    .flatMap((rows) => {
      const wanted = seen(rows, next);
      const newly = wanted.singles.filter((seat) => !seen(rows, now).singles.includes(seat));
      const free = rows.flat().filter((each) => each.free);
      const better = Array.from({ length: 2 ** free.length }, (_, bits) =>
        seen(
          rows,
          free.filter((_each, at) => Math.floor(bits / 2 ** at) % 2 === 1).map(({ seat }) => seat),
        ),
      ).some(
        (other) =>
          other.people === wanted.people &&
          other.groups <= wanted.groups &&
          other.singles.length < wanted.singles.length,
      );
      return better ? newly : [];
    })
    .sort((a, b) => a - b);
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

test('negative control: a rule that ignores alternatives, or counts a row’s end as a taken seat, is caught', () => {
  const strict: typeof orphansLeft = (seats, now, next) =>
    [...rowsByGrade(seats).values()].flatMap((rows) =>
      seen(rows, next).singles.filter((seat) => !seen(rows, now).singles.includes(seat)),
    );
  expect(difference(strict)).not.toBeNull();
  const walled: typeof orphansLeft = (seats, now, next) =>
    orphansLeft([{ seat: -1, grade: 'R', free: false }, ...seats], now, next);
  expect(difference(walled)).not.toBeNull();
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
