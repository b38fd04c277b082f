import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../errors/refusal.ts';
import { seatsOfCsv } from './csv.ts';
import { seatsCsv } from './plan-csv.schema.ts';
import { planIssues, type SeatFields, seatFields } from './seat-plan.schema.ts';

/** Returns the paths of the issues for a refused file; null for an accepted one. */
function pathsOf(csv: string): string[] | null {
  try {
    seatsOfCsv(csv);
    return null;
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'BAD_INPUT') throw error;
    return (error.details as { issues: { path: string }[] }).issues.map(({ path }) => path);
  }
}

test('a file with a header gives its seats, with columns in any order and empty fields left out', () => {
  const csv = [
    '\uFEFFprice,seat,grade,companionOf,kind,row,column',
    '150000,01,VIP,,WHEELCHAIR,1,1',
    ' 150000 , 2 , VIP ,1,COMPANION,1,2',
    '',
    '90000,3,"R, side",,,,',
  ].join('\r\n');
  expect(seatsOfCsv(csv)).toEqual([
    { seat: 1, grade: 'VIP', price: 150_000, kind: 'WHEELCHAIR', row: 1, column: 1 },
    { seat: 2, grade: 'VIP', price: 150_000, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
    { seat: 3, grade: 'R, side', price: 90_000 },
  ]);
  expect(seatsOfCsv('seat,grade,price\n1,R,0')).toEqual([{ seat: 1, grade: 'R', price: 0 }]);
});

const header = 'seat,grade,price,kind,companionOf,row,column';
test.each([
  ['an empty file', '', ['csv.1']],
  ['only the header', header, ['csv.1']],
  ['a missing column', 'seat,grade\n1,R', ['csv.1.price']],
  ['an unknown column', `${header},colour\n1,R,1,,,,,red`, ['csv.1']],
  ['a column twice', 'seat,grade,price,seat\n1,R,1,1', ['csv.1.seat']],
  ['too few fields', `${header}\n1,R`, ['csv.2']],
  ['an open quote', `${header}\n1,"R,1,,,,`, ['csv.2']],
  ['a negative price', `${header}\n1,R,5,,,,\n2,R,-5,,,,`, ['csv.3.price']],
  ['a price with a separator', `${header}\n1,R,"5,000",,,,`, ['csv.2.price']],
  ['no price', `${header}\n1,R,,,,,`, ['csv.2.price']],
  ['a seat of 51', `${header}\n51,R,5,,,,`, ['csv.2.seat']],
  ['a long grade', `${header}\n1,ABCDEFGHIJK,5,,,,`, ['csv.2.grade']],
  ['an unknown kind', `${header}\n1,R,5,standard,,,`, ['csv.2.kind']],
  ['a seat twice, after an empty line', `${header}\n1,R,5,,,,\n\n1,R,5,,,,`, ['csv.4.seat']],
  ['two prices of a grade', `${header}\n1,R,5,,,,\n2,R,6,,,,`, ['csv.3.price']],
  [
    'a companion of no wheelchair',
    `${header}\n1,R,5,,,,\n2,R,5,COMPANION,1,,`,
    ['csv.3.companionOf'],
  ],
  ['a row without a column', `${header}\n1,R,5,,,1,`, ['csv.2.column']],
  ['two faults', `${header}\n0,R,5,,,,\n2,R,x,,,,`, ['csv.2.seat', 'csv.3.price']],
  [
    'seven grades',
    [
      header,
      ...Array.from({ length: 7 }, (_, at) => `${String(at + 1)},G${String(at)},5,,,,`),
    ].join('\n'),
    ['csv.8.grade'],
  ],
  [
    '51 seats',
    [header, ...Array.from({ length: 51 }, (_, at) => `${String(at + 1)},R,5,,,,`)].join('\n'),
    ['csv.52'],
  ],
])('%s is refused with its line', (_, csv, paths) => {
  expect(pathsOf(csv)).toEqual(paths);
});

test('a file with many faults names the first ten', () => {
  const lines = Array.from({ length: 50 }, () => 'x,R,5,,,,');
  expect(pathsOf([header, ...lines].join('\n'))).toHaveLength(10);
});

const field = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const anySeats = fc
  .array(
    fc.record({
      grade: fc.oneof(
        fc.constantFrom('VIP', 'R', '=1+1', '-R', '@x', "'=R", 'a"b', 'a,b', '１등석'),
        fc.string({ minLength: 1, maxLength: 10, unit: 'grapheme' }),
      ),
      kind: field(fc.constantFrom('STANDARD', 'WHEELCHAIR', 'RESTRICTED')),
      place: field(fc.record({ row: fc.integer({ min: 1, max: 100 }) })),
    }),
    { minLength: 1, maxLength: 50 },
  )
  .map((marks) =>
    marks.flatMap(({ kind, place, ...mark }, at): SeatFields[] => {
      const { data } = seatFields.safeParse({
        ...mark,
        seat: at + 1,
        price: 1_000,
        ...(kind !== undefined && { kind }),
        ...(place !== undefined && { ...place, column: at + 1 }),
      });
      return data === undefined ? [] : [data];
    }),
  )
  .filter((seats) => seats.length > 0 && planIssues(seats).length === 0);

test('every plan survives a CSV, and no cell is a formula', () => {
  fc.assert(
    fc.property(anySeats, (seats) => {
      const csv = seatsCsv(seats);
      expect(
        parse(csv)
          .flat()
          .filter((cell) => /^[=+\-@＝＋－＠]/.test(cell)),
      ).toEqual([]);
      expect(seatsOfCsv(csv)).toEqual(seats);
    }),
  );
});

test('any text is accepted or refused, but never fails', () => {
  const line = fc
    .array(fc.oneof(fc.constantFrom('1', '2', 'R', '5', '"', "'", '=', '', ' '), fc.string()), {
      maxLength: 9,
    })
    .map((cells) => cells.join(','));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(line).map((lines) => [header, ...lines].join('\n')),
  );
  fc.assert(
    fc.property(text, (csv) => {
      expect(pathsOf(csv)).not.toEqual([]);
    }),
  );
});
