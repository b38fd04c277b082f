import { expect, test } from 'vitest';
import {
  keyed,
  nothing,
  pressed,
  reached,
  rectangle,
  type Selection,
  typedSeats,
} from './selection.ts';
import { placed } from './plan.ts';

/** Three rows of ten. */
const seats = placed(
  Array.from({ length: 30 }, (_, at) => ({
    seat: at + 1,
    grade: 'R',
    price: 1,
    row: Math.floor(at / 10) + 1,
    column: (at % 10) + 1,
  })),
);
const chosen = ({ chosen: numbers }: Selection) => [...numbers].sort((a, b) => a - b);

test('a range is the rectangle between two seats, in any direction', () => {
  expect(rectangle(seats, 2, 13)).toEqual([2, 3, 12, 13]);
  expect(rectangle(seats, 13, 2)).toEqual([2, 3, 12, 13]);
  expect(rectangle(seats, 3, 12)).toEqual([2, 3, 12, 13]);
});

test('a press chooses one seat, a shift-press the range from it, a toggle one more', () => {
  const one = pressed(nothing, seats, 2, {});
  expect(chosen(one)).toEqual([2]);
  const range = pressed(one, seats, 4, { extend: true });
  expect(chosen(range)).toEqual([2, 3, 4]);
  expect(chosen(pressed(range, seats, 12, { extend: true }))).toEqual([2, 12]);
  const more = pressed(range, seats, 30, { toggle: true });
  expect(chosen(more)).toEqual([2, 3, 4, 30]);
  expect(chosen(pressed(more, seats, 30, { toggle: true }))).toEqual([2, 3, 4]);
  expect(chosen(pressed(nothing, seats, 7, { extend: true }))).toEqual([7]);
});

test('arrows reach the neighbours, and stop at the edges', () => {
  expect(reached(seats, 12, 'ArrowRight')).toBe(13);
  expect(reached(seats, 12, 'ArrowUp')).toBe(2);
  expect(reached(seats, 12, 'ArrowDown')).toBe(22);
  expect(reached(seats, 12, 'Home')).toBe(11);
  expect(reached(seats, 12, 'End')).toBe(20);
  expect(reached(seats, 10, 'ArrowRight')).toBeUndefined();
  expect(reached(seats, 2, 'ArrowUp')).toBeUndefined();
  expect(reached(seats, 2, 'x')).toBeUndefined();
});

const noKeys = { shiftKey: false, ctrlKey: false, metaKey: false };

test('with a keyboard, arrows move, Shift extends, Space adds, and Ctrl with A chooses all', () => {
  const one = pressed(nothing, seats, 2, {});
  const press = (key: string, keys: Partial<typeof noKeys> = {}) => {
    const after = keyed(one, seats, 2, { key, ...noKeys, ...keys });
    return after === null ? null : { focus: after.focus, chosen: chosen(after.selection) };
  };
  expect(press('ArrowRight')).toEqual({ focus: 3, chosen: [2] });
  expect(press('ArrowDown', { shiftKey: true })).toEqual({ focus: 12, chosen: [2, 12] });
  expect(press(' ')).toEqual({ focus: 2, chosen: [] });
  expect(press('a', { ctrlKey: true })?.chosen).toHaveLength(30);
  expect(press('a')).toBeNull();
  expect(press('ArrowUp')).toBeNull();
});

const known = new Set(seats.map(({ seat }) => seat.seat));
test.each([
  ['1-3, 7', [1, 2, 3, 7]],
  ['１～３', [1, 2, 3]],
  ['3~4,3', [3, 4]],
  ['5', [5]],
  ['4-2', null],
  ['31', null],
  ['1-', null],
  ['', null],
])('“%s” names the seats %j', (typed, numbers) => {
  expect(typedSeats(typed, known)).toEqual(numbers);
});
