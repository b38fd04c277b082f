import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aSeat } from '#tests/support/components.tsx';
import { arrange, type Block, blocksOf, neighbour, rowsOf, type Seat } from './arrange.ts';

const seat = (number: number, grade: string): Seat => ({
  ...aSeat,
  seat: number,
  grade,
  price: grade === 'VIP' ? 150_000 : 90_000,
});
/** Hall with 10 VIP seats and 25 seats of grade R. */
const hall = Array.from({ length: 35 }, (_, at) => seat(at + 1, at < 10 ? 'VIP' : 'R'));
const { spots, labels, height } = arrange(blocksOf(hall));
const numbers = (rows: Block['rows']) => rows.map((row) => row.map(({ seat }) => seat.seat));

test('each grade is a block with its price, in even rows of at most ten', () => {
  const [vip, r] = blocksOf(hall);
  expect([vip?.grades, vip?.rows.map((row) => row.length)]).toEqual([
    [{ grade: 'VIP', price: 150_000 }],
    [10],
  ]);
  expect([r?.grades, r?.rows.map((row) => row.length)]).toEqual([
    [{ grade: 'R', price: 90_000 }],
    [9, 9, 7],
  ]);
});

test('the most expensive grade is nearest to the stage, whatever its numbers', () => {
  const blocks = blocksOf([seat(1, 'R'), seat(2, 'VIP')]);
  expect(blocks.map(({ rows }) => numbers(rows))).toEqual([[[2]], [[1]]]);
});

/** Seats by plan: each text is a row, each character a column, `V` a VIP seat and `R` one of R. */
const planned = (...rows: string[]): Seat[] =>
  rows
    .flatMap((marks, at) =>
      Array.from(marks, (mark, nth) => ({ mark, row: at + 1, column: nth + 1 })),
    )
    .filter(({ mark }) => mark !== ' ')
    .map(({ mark, ...place }, at) => ({ ...seat(at + 1, mark === 'V' ? 'VIP' : 'R'), ...place }));

test('with a plan, rows and columns decide the positions, and rows of the same grades are a block', () => {
  const blocks = blocksOf(planned('VVV', 'VVV', 'RVR', 'RRR'));
  expect(blocks.map(({ grades }) => grades.map(({ grade }) => grade))).toEqual([
    ['VIP'],
    ['VIP', 'R'],
    ['R'],
  ]);
  expect(blocks.map(({ rows }) => numbers(rows))).toEqual([
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [[7, 8, 9]],
    [[10, 11, 12]],
  ]);
});

test('an aisle of any width is one seat wide, and seats of one column are in one line', () => {
  const [block] = blocksOf(planned('RR     RR', ' R     R'));
  const offsets = block?.rows.map((row) => row.map(({ offset }) => offset));
  expect(offsets).toEqual([
    [-2, -1, 1, 2],
    [-1, 1],
  ]);
});

test('with any plan, no two spots touch, and every spot is on the map', () => {
  const place = fc.record({
    row: fc.integer({ min: 1, max: 100 }),
    column: fc.integer({ min: 1, max: 100 }),
  });
  const places = fc.uniqueArray(place, {
    selector: ({ row, column }) => row * 1_000 + column,
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(places, (given) => {
      const map = arrange(blocksOf(given.map((one, at) => ({ ...seat(at + 1, 'R'), ...one }))));
      expect(map.spots).toHaveLength(given.length);
      for (const [at, a] of map.spots.entries()) {
        expect(a.x > 0 && a.x < map.width && a.y > 0 && a.y < map.height).toBe(true);
        for (const b of map.spots.slice(at + 1))
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(36);
      }
    }),
    { numRuns: 50 },
  );
});

test('seats that arrive in any order are sorted by number', () => {
  const [block] = blocksOf([12, 3, 7, 1].map((number) => seat(number, 'R')));
  expect(numbers(block?.rows ?? [])).toEqual([[1, 3, 7, 12]]);
});

test('an empty hall has no seats and no labels', () => {
  expect(arrange(blocksOf([]))).toMatchObject({ spots: [], labels: [] });
});

test('in a hall of any size, every seat has its own spot and no two spots touch', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('VIP', 'R', 'S'), { maxLength: 50 }), (grades) => {
      const map = arrange(blocksOf(grades.map((grade, at) => seat(at + 1, grade))));
      expect(map.spots.map((spot) => spot.seat.seat).sort((a, b) => a - b)).toEqual(
        grades.map((_, at) => at + 1),
      );
      for (const [at, a] of map.spots.entries()) {
        expect(a.x > 0 && a.x < map.width && a.y > 0 && a.y < map.height).toBe(true);
        for (const b of map.spots.slice(at + 1))
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(36);
      }
    }),
    { numRuns: 50 },
  );
});

test('labels are above their block, and blocks follow away from the stage', () => {
  const [vip, r] = labels;
  const ofR = spots.filter((spot) => spot.seat.grade === 'R').map(({ y }) => y);
  expect(vip?.y).toBeLessThan(Math.min(...spots.map(({ y }) => y)));
  expect(r?.y).toBeLessThan(Math.min(...ofR));
  expect(height).toBeGreaterThan(Math.max(...ofR));
});

test.each([
  ['ArrowRight', 1, 2],
  ['ArrowRight', 10, 11],
  ['ArrowRight', 35, undefined],
  ['ArrowLeft', 11, 10],
  ['ArrowLeft', 1, undefined],
  ['ArrowDown', 1, 11],
  ['ArrowDown', 10, 19],
  ['ArrowDown', 35, undefined],
  ['ArrowUp', 11, 1],
  ['ArrowUp', 1, undefined],
  ['Home', 15, 11],
  ['End', 15, 19],
  ['Enter', 1, undefined],
  ['ArrowRight', 99, undefined],
])('%s at seat %s leads to %s', (key, from, to) => {
  expect(neighbour(spots, from, key)).toBe(to);
});

test('every seat can be reached from every other by arrow keys alone', () => {
  const reached = new Set([18]);
  for (const from of reached)
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
      const to = neighbour(spots, from, key);
      if (to !== undefined) reached.add(to);
    }
  expect(reached.size).toBe(hall.length);
});

test('rows are numbered in their block, each with all of its seats', () => {
  const rows = rowsOf(blocksOf(hall), spots);
  expect(
    rows.map(({ grades, nth, spots: inRow }) => [grades[0]?.grade, nth, inRow.length]),
  ).toEqual([
    ['VIP', 1, 10],
    ['R', 1, 9],
    ['R', 2, 9],
    ['R', 3, 7],
  ]);
});
