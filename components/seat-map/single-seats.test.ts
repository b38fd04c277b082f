import { expect, test } from 'vitest';
import { aSeat } from '#tests/support/components.tsx';
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
/**
 * Returns the orphan seats after a press on seat `pressed`. Each character of `row` is one seat.
 */
const after = (row: string, pressed: number) => {
  const marks = Array.from(row) as (keyof typeof looks)[];
  const seats = marks.map((_, at): Seat => ({ ...aSeat, seat: at + 1 }));
  return singlesAfter(seats, ({ seat }) => looks[marks[seat - 1] ?? '.'], pressed);
};

test('taking a seat leaves the one between single, but not if the chosen seats are adjacent', () => {
  expect([after('ss........', 4), after('ss........', 3)]).toEqual([[3], []]);
  expect([after('..m.......', 5), after('..m.......', 4)]).toEqual([[4], []]);
});

test('held, blocked and pressed seats count as taken, and seats being released as free', () => {
  expect([after('h.........', 3), after('b.........', 3), after('t.........', 3)]).toEqual([
    [2],
    [2],
    [2],
  ]);
  expect(after('g.........', 3)).toEqual([]);
});

test('a chosen seat can be released, and the last one always', () => {
  expect([after('..mmm.....', 4), after('..mmm.....', 5)]).toEqual([[4], []]);
  expect(after('sm........s', 2)).toEqual([]);
});

const refused = (code: string, seats: number[]) => ({ data: { refusal: { code, seats } } });

test('the way out is to take the single seat too or to release all; other refusals have none', () => {
  expect(wayOutOf(refused('SEAT_ORPHAN', [3]), [4], [])).toEqual({ take: [3, 4] });
  expect(wayOutOf(refused('SEAT_ORPHAN', [4]), null, [])).toBe('releaseAll');
  expect(wayOutOf(refused('SEAT_TAKEN', [4]), [4], [])).toBeNull();
});

test('the way out of a companion seat is to take its wheelchair seat too, or to release all', () => {
  const hall: Seat[] = [
    { ...aSeat, seat: 1, kind: 'WHEELCHAIR' },
    { ...aSeat, seat: 2, kind: 'COMPANION', companionOf: 1 },
  ];
  expect(wayOutOf(refused('COMPANION', [2]), [2], hall)).toEqual({ take: [1, 2] });
  expect(wayOutOf(refused('COMPANION', [2]), null, hall)).toBe('releaseAll');
});
