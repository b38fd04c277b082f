import type { Seat } from '../seat-map/arrange.ts';

const seatsPerRow = 10;
/** Grades of the rows, from the stage to the back, with prices in won. */
const rows = [
  { grade: 'VIP', price: 165_000 },
  { grade: 'R', price: 132_000 },
  { grade: 'R', price: 132_000 },
  { grade: 'S', price: 99_000 },
  { grade: 'S', price: 99_000 },
];

/** Returns a hall of 50 free seats. */
export const aHall = (): Seat[] =>
  rows.flatMap(({ grade, price }, row) =>
    Array.from({ length: seatsPerRow }, (_, column) => ({
      seat: row * seatsPerRow + column + 1,
      grade,
      price,
      kind: 'STANDARD' as const,
      companionOf: null,
      row: row + 1,
      column: column + 1,
      state: 'available' as const,
    })),
  );
