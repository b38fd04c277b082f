import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestSeats, type OfferedSeat, type Wish } from './best-available.schema.ts';
import { rowsByGrade } from './rows.schema.ts';

const aSeat: OfferedSeat = {
  seat: 1,
  grade: 'R',
  price: 50_000,
  kind: 'STANDARD',
  row: null,
  column: null,
  free: true,
};
const kinds = { w: 'WHEELCHAIR', c: 'COMPANION', r: 'RESTRICTED' } as const;
type Mark = keyof typeof kinds | '.' | 'x' | 'v';

/**
 * Builds a hall by plan: each text is a row. `.` is a free seat, `x` a taken one, `v` a free seat of
 * grade VIP, `w`, `c` and `r` free seats of the other kinds. A space has no seat.
 */
const planned = (...rows: string[]): OfferedSeat[] =>
  rows
    .flatMap((marks, at) =>
      Array.from(marks, (mark, nth) => ({
        mark: mark as Mark | ' ',
        row: at + 1,
        column: nth + 1,
      })),
    )
    .filter(({ mark }) => mark !== ' ')
    .map(({ mark, ...place }, at) => ({
      ...aSeat,
      ...place,
      seat: at + 1,
      free: mark !== 'x',
      kind: mark === 'w' || mark === 'c' || mark === 'r' ? kinds[mark] : 'STANDARD',
      ...(mark === 'v' && { grade: 'VIP', price: 90_000 }),
    }));

/** A hall without a plan: rows of ten seats of one grade. */
const plain = (...rows: string[]): OfferedSeat[] =>
  planned(...rows).map((seat) => ({ ...seat, row: null, column: null }));

test.each([
  ['the middle of the first row', plain('..........', '..........'), { party: 2 }, [5, 6]],
  ['the lower numbers of two equal groups', plain('..........'), { party: 3 }, [4, 5, 6]],
  [
    'a lower row before a nearer middle',
    plain('xx...xxxxx', '..........'),
    { party: 3 },
    [3, 4, 5],
  ],
  [
    'the next row without room in the first',
    plain('xxxxxxxxx.', '..........'),
    { party: 2 },
    [15, 16],
  ],
  ['no group across a gap', planned('.. ...'), { party: 3 }, [3, 4, 5]],
  ['the middle of a row with an aisle', planned('...   ...'), { party: 1 }, [3]],
  ['restricted seats like others', planned('.rr.'), { party: 2 }, [2, 3]],
  ['no wheelchair and companion seats', planned('.wc..'), { party: 2 }, [4, 5]],
  ['only the grade', planned('..vv'), { party: 1, grade: 'VIP' }, [3]],
  ['nothing above the highest price', planned('vv..'), { party: 1, priceMax: 50_000 }, [3]],
  ['seats apart', plain('x.x.x.xxxx'), { party: 2, together: false }, [4, 6]],
] satisfies [string, OfferedSeat[], Wish, number[]][])(
  'a party gets %s',
  (_, hall, wish, expected) => {
    expect(bestSeats(hall, wish)).toEqual(expected);
  },
);

test('a group never leaves an orphan seat, even if a worse group is the only other one', () => {
  expect(bestSeats(plain('x...xxxxxx', '..........'), { party: 2 })).toEqual([15, 16]);
  expect(bestSeats(plain('x...xxxxxx'), { party: 2 })).toBeNull();
  expect(bestSeats(plain('x..xx.xxxx'), { party: 1 })).toEqual([6]);
});

test('a party without suitable seats gets none', () => {
  expect(bestSeats([], { party: 1 })).toBeNull();
  expect(bestSeats(plain('x.x.x.x.x.'), { party: 2 })).toBeNull();
  expect(bestSeats(plain('..........'), { party: 1, grade: 'VIP' })).toBeNull();
  expect(bestSeats(plain('..........'), { party: 1, priceMax: 49_999 })).toBeNull();
});

interface Case {
  hall: OfferedSeat[];
  wish: Wish;
}
const grades = { R: 50_000, VIP: 90_000 };
const seats = fc.array(
  fc.record({
    grade: fc.constantFrom('R', 'R', 'R', 'VIP'),
    free: fc.constantFrom(true, true, true, false),
    kind: fc.constantFrom('STANDARD', 'STANDARD', 'STANDARD', 'RESTRICTED', 'WHEELCHAIR'),
    gap: fc.constantFrom(1, 1, 1, 1, 2),
  }),
  { minLength: 1, maxLength: 16 },
);
const wishes = fc.record(
  {
    party: fc.integer({ min: 1, max: 4 }),
    grade: fc.constantFrom('R', 'VIP'),
    priceMax: fc.constantFrom(40_000, 50_000, 90_000),
    together: fc.boolean(),
  },
  { requiredKeys: ['party'] },
);
/** Small halls, with a plan of rows of up to eight columns or without a plan, and any wish. */
const cases: fc.Arbitrary<Case> = fc
  .tuple(seats, fc.boolean(), fc.integer(), wishes)
  .map(([marks, hasPlan, seed, wish]) => {
    let column = -1;
    const hall = marks.map(({ gap, ...mark }, at): OfferedSeat => {
      column += gap;
      const place = { row: 1 + Math.floor(column / 8), column: 1 + (column % 8) };
      // With a plan, the numbers do not follow the positions.
      const seat = hasPlan ? 1 + ((at * 7 + Math.abs(seed % 50)) % 50) : at + 1;
      const price = grades[mark.grade];
      return { ...aSeat, ...mark, price, seat, ...(hasPlan && place) };
    });
    return { hall, wish };
  });

interface Placed extends OfferedSeat {
  row: number;
  column: number;
}
function placesIn(hall: OfferedSeat[]): Placed[] {
  if (hall.every(({ row }) => row !== null)) return hall as Placed[];
  return [...rowsByGrade(hall).values()]
    .flat()
    .flatMap((row, at) => row.map((seat, nth) => ({ ...seat, row: at + 1, column: nth + 1 })));
}

function subsets(from: Placed[], size: number): Placed[][] {
  if (size === 0) return [[]];
  return from.flatMap((seat, at) =>
    subsets(from.slice(at + 1), size - 1).map((rest) => [seat, ...rest]),
  );
}

/** Applies the rule literally: judges every set of seats, then orders the permitted ones. */
function byBruteForce({ hall, wish: { together = true, ...wish } }: Case): number[] | null {
  const places = placesIn(hall);
  const at = ({ row, column }: Placed, step: number) =>
    places.find((other) => other.row === row && other.column === column + step);
  const middleOf = (columns: number[]) => (Math.min(...columns) + Math.max(...columns)) / 2;
  const rowMiddle = ({ row }: Placed) =>
    middleOf(places.filter((seat) => seat.row === row).map(({ column }) => column));
  const isOrphan = (seat: Placed, taken: Placed[]) => {
    const open = (one: Placed) => one.free && !taken.includes(one);
    const [left, right] = [at(seat, -1), at(seat, 1)];
    return open(seat) && left !== undefined && right !== undefined && !open(left) && !open(right);
  };
  const suitable = places.filter(
    ({ free, kind, grade, price }) =>
      free &&
      kind !== 'WHEELCHAIR' &&
      kind !== 'COMPANION' &&
      (wish.grade === undefined || grade === wish.grade) &&
      (wish.priceMax === undefined || price <= wish.priceMax),
  );
  const rankOf = (group: Placed[]): number[] => {
    const [first] = group;
    if (first === undefined) return [];
    const distance = Math.abs(middleOf(group.map(({ column }) => column)) - rowMiddle(first));
    return [first.row, distance, Math.min(...group.map(({ seat }) => seat))];
  };
  const isTogether = (group: Placed[]) => {
    const columns = group.map(({ column }) => column);
    return (
      new Set(group.map(({ row }) => row)).size === 1 &&
      Math.max(...columns) - Math.min(...columns) === group.length - 1
    );
  };
  const ranks = (group: Placed[]) =>
    together
      ? rankOf(group)
      : group
          .map((seat) => rankOf([seat]))
          .sort(compareRanks)
          .flat();
  const [best] = subsets(suitable, wish.party)
    .filter((group) => !together || isTogether(group))
    .filter((group) => !places.some((seat) => isOrphan(seat, group) && !isOrphan(seat, [])))
    .sort((a, b) => compareRanks(ranks(a), ranks(b)));
  return best === undefined ? null : best.map(({ seat }) => seat).sort((a, b) => a - b);
}

function compareRanks(a: number[], b: number[]): number {
  const at = a.findIndex((value, nth) => value !== b[nth]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Returns a case in which a choice and the exhaustive search differ; null without one. */
function difference(choice: typeof bestSeats): Case | null {
  const run = fc.check(
    fc.property(
      cases,
      (one) => JSON.stringify(choice(one.hall, one.wish)) === JSON.stringify(byBruteForce(one)),
    ),
    { numRuns: 500 },
  );
  return run.counterexample?.[0] ?? null;
}

test('the choice agrees with an exhaustive search in any hall', () => {
  expect(difference(bestSeats)).toBeNull();
});

test('negative control: a choice that ignores the plan, the kinds or the orphan seats is caught', () => {
  const unplanned: typeof bestSeats = (hall, wish) =>
    bestSeats(
      hall.map((seat) => ({ ...seat, row: null, column: null })),
      wish,
    );
  const anyKind: typeof bestSeats = (hall, wish) =>
    bestSeats(
      hall.map((seat) => ({ ...seat, kind: 'STANDARD' })),
      wish,
    );
  const withOrphans: typeof bestSeats = (hall, wish) =>
    bestSeats(
      hall.filter(({ free }) => free),
      wish,
    );
  for (const broken of [unplanned, anyKind, withOrphans]) expect(difference(broken)).not.toBeNull();
});

test('parties that choose one after the other fill a hall without orphan seats', () => {
  let hall = plain('..........', '..........', '..........');
  for (let party = 0; party < 15; party++) {
    const chosen = bestSeats(hall, { party: 2 });
    expect(chosen).toHaveLength(2);
    hall = hall.map((seat) => ({ ...seat, free: seat.free && !chosen?.includes(seat.seat) }));
  }
  expect(bestSeats(hall, { party: 1 })).toBeNull();
});

test('the choice takes milliseconds, even if every set of seats leaves an orphan seat', () => {
  const pairs = planned(...Array.from({ length: 12 }, () => 'x..x'));
  const from = performance.now();
  expect(bestSeats(pairs, { party: 3, together: false })).toBeNull();
  expect(performance.now() - from).toBeLessThan(1_000);
});
