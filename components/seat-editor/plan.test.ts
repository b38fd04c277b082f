import { expect, test } from 'vitest';
import { planSeatList, type SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import {
  addSeat,
  changeSeats,
  placed,
  planProblems,
  removeSeats,
  seatsAsValues,
  seatsOfValues,
} from './plan.ts';
import { nothingTyped, typedChange } from './typed-change.ts';

/** Two rows of three seats, without positions: VIP 1–3 and R 4–6. */
const seats: SeatFields[] = [1, 2, 3, 4, 5, 6].map((seat) => ({
  seat,
  grade: seat <= 3 ? 'VIP' : 'R',
  price: seat <= 3 ? 100 : 50,
  kind: 'STANDARD',
}));
const gradesOf = (plan: SeatFields[]) => plan.map(({ grade, price }) => `${grade} ${price}`);

test('a seat that joins a grade gets its price', () => {
  expect(gradesOf(changeSeats(seats, new Set([4]), { grade: 'VIP' }))[3]).toBe('VIP 100');
});

test('a new price applies to all seats of the grade, so that a plan never has two', () => {
  const changed = changeSeats(seats, new Set([1]), { price: 120 });
  expect(gradesOf(changed).slice(0, 4)).toEqual(['VIP 120', 'VIP 120', 'VIP 120', 'R 50']);
  expect(planSeatList.safeParse(changed).success).toBe(true);
});

test('a new grade with a price leaves the other seats as they are', () => {
  const changed = changeSeats(seats, new Set([5, 6]), { grade: 'S', price: 30 });
  expect(gradesOf(changed).slice(3)).toEqual(['R 50', 'S 30', 'S 30']);
});

test('a companion seat names its wheelchair seat, and loses it with its kind', () => {
  const accessible = changeSeats(seats, new Set([1]), { kind: 'WHEELCHAIR' });
  const withBoth = changeSeats(accessible, new Set([2]), { kind: 'COMPANION', companionOf: 1 });
  expect(planProblems(withBoth)).toEqual([]);
  expect(changeSeats(withBoth, new Set([2]), { kind: 'STANDARD' })[1]).not.toHaveProperty(
    'companionOf',
  );
});

test('a first move gives every seat a position', () => {
  const moved = changeSeats(seats, new Set([4, 5]), { row: 5, column: 8 });
  expect(moved.map(({ row, column }) => `${row} ${column}`)).toEqual([
    '1 1',
    '1 2',
    '1 3',
    '5 8',
    '5 9',
    '2 3',
  ]);
});

test('added and removed seats keep the plan valid', () => {
  const fewer = removeSeats(seats, new Set([2]));
  expect(addSeat(fewer).map(({ seat }) => seat)).toEqual([1, 2, 3, 4, 5, 6]);
  const full = Array.from({ length: 50 }, (_, at) => ({ seat: at + 1, grade: 'R', price: 1 }));
  expect(addSeat(full)).toEqual(full);
});

test('a broken rule names its seats', () => {
  const twice = seats.map((seat) => ({ ...seat, row: 1, column: Math.min(seat.seat, 5) }));
  expect(planProblems(twice)).toEqual([{ field: 'column', seats: [6] }]);
});

test('a plan survives its texts, and equal seats have equal texts', () => {
  const planned = placed(seats).map(({ seat, row, column }) => ({ ...seat, row, column }));
  expect(seatsOfValues(seatsAsValues(planned))).toEqual(planned);
  expect(seatsAsValues([{ price: 50, grade: 'R', seat: 1 }])).toEqual(
    seatsAsValues([{ seat: 1, grade: 'R', price: 50, kind: 'STANDARD' }]),
  );
});

test('empty fields change nothing, and wrong ones are named', () => {
  expect(typedChange(nothingTyped)).toEqual({ change: {} });
  expect(typedChange({ ...nothingTyped, price: '99,000', row: '3' })).toEqual({
    change: { price: 99_000, row: 3 },
  });
  expect(typedChange({ ...nothingTyped, grade: 'x'.repeat(11), kind: 'COMPANION' })).toEqual({
    wrong: ['grade', 'companionOf'],
  });
});
