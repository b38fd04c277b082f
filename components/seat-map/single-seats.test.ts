import { expect, test } from 'vitest';
import type { Seat } from './arrange.ts';
import { singlesAfter, wayOutOf } from './single-seats.ts';

const looks = {
  '.': 'available',
  m: 'mine',
  h: 'held',
  s: 'sold',
  b: 'blocked',
  t: 'taking',
  g: 'releasing',
} as const;
/** What pressing a seat of a row would leave single; the row is drawn, a mark a seat. */
const after = (row: string, pressed: number) => {
  const marks = Array.from(row) as (keyof typeof looks)[];
  const seats = marks.map((_, at): Seat => ({
    seat: at + 1,
    grade: 'R',
    price: 1,
    state: 'available',
  }));
  return singlesAfter(seats, ({ seat }) => looks[marks[seat - 1] ?? '.'], pressed);
};

test('a free seat pressed leaves the one between single; next to the others it does not', () => {
  expect([after('ss........', 4), after('ss........', 3)]).toEqual([[3], []]);
  expect([after('..m.......', 5), after('..m.......', 4)]).toEqual([[4], []]);
});

test('seats that are held, sold or not for sale count as taken, one that is being taken as mine, one being let go as free', () => {
  expect([after('h.........', 3), after('b.........', 3), after('t.........', 3)]).toEqual([
    [2],
    [2],
    [2],
  ]);
  expect(after('g.........', 3)).toEqual([]);
});

test('one’s own seat pressed is let go; the last one always may be', () => {
  expect([after('..mmm.....', 4), after('..mmm.....', 5)]).toEqual([[4], []]);
  expect(after('sm........s', 2)).toEqual([]);
});

const refused = (code: string, seats: number[]) => ({ data: { refusal: { code, seats } } });

test('the way out of a single seat is to take it too, or to let go of all; other refusals have none', () => {
  expect(wayOutOf(refused('SEAT_ORPHAN', [3]), [4])).toEqual({ take: [3, 4] });
  expect(wayOutOf(refused('SEAT_ORPHAN', [4]), null)).toBe('releaseAll');
  expect(wayOutOf(refused('SEAT_TAKEN', [4]), [4])).toBeNull();
});
