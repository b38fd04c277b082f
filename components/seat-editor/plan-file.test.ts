import { expect, test } from 'vitest';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { csvProblems, fileOf, isJson, seatsOfJson } from './plan-file.ts';

const seats: SeatFields[] = [
  { seat: 1, grade: 'R', price: 90_000, kind: 'WHEELCHAIR', row: 1, column: 1 },
  { seat: 2, grade: '=R', price: 1, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
];

test('a plan survives a JSON file, alone or as a date’s seats', () => {
  expect(seatsOfJson(fileOf.json(seats))).toEqual({ seats });
  expect(seatsOfJson(JSON.stringify({ performanceId: 1, seats }))).toEqual({ seats });
  expect(isJson(fileOf.json(seats))).toBe(true);
  expect(isJson(fileOf.csv(seats))).toBe(false);
});

test('a wrong JSON file names the seat and the field', () => {
  const wrong = [seats[0], { seat: 2, grade: 'R', price: -1 }];
  expect(seatsOfJson(JSON.stringify(wrong))).toEqual({ problems: [{ at: 2, field: 'price' }] });
  expect(seatsOfJson('[1')).toEqual({ problems: [{ at: 1, field: null }] });
  expect(seatsOfJson('{}')).toEqual({ problems: [{ at: 1, field: null }] });
});

test('a refused CSV file names the line and the column', () => {
  expect(csvProblems([{ path: 'csv.3.price' }, { path: 'csv.1' }, { path: 'csv' }])).toEqual([
    { at: 3, field: 'price' },
    { at: 1, field: null },
  ]);
});

test('a CSV file hides no grade from a spreadsheet, and contains no formula', () => {
  expect(fileOf.csv(seats).split('\n')[2]).toBe(`2,'=R,1,COMPANION,1,1,2`);
});
