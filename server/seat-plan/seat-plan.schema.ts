import { z } from 'zod';
import { id, plainText, seatNumber, seatNumbers } from '../schema/ids.schema.ts';
import { changeReasonMax } from '../schema/reason.schema.ts';
import { gradeName, planNumber, seatKind, seatPrice } from '../seating/seating.schema.ts';

export const seatsOfDateMax = 50;
export const gradesOfDateMax = 6;
export const planNameMax = 100;
/** Longest CSV of a plan, in UTF-16 code units; 50 seats need a tenth of it. */
export const csvLengthMax = 20_000;

/**
 * A seat of a plan. Without a kind, the seat is STANDARD. A companion seat names its wheelchair
 * seat. Row and column go together.
 */
export const seatFields = z
  .strictObject({
    seat: seatNumber,
    grade: gradeName,
    price: seatPrice,
    kind: seatKind.exactOptional(),
    companionOf: seatNumber.exactOptional(),
    row: planNumber.exactOptional(),
    column: planNumber.exactOptional(),
  })
  .superRefine(({ kind, companionOf, row, column }, ctx) => {
    const refuse = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message });
    if (kind === 'COMPANION' && companionOf === undefined)
      refuse('companionOf', 'a companion seat needs the number of its wheelchair seat');
    if (kind !== 'COMPANION' && companionOf !== undefined)
      refuse('companionOf', 'only a companion seat has a wheelchair seat');
    if ((row === undefined) !== (column === undefined))
      refuse(row === undefined ? 'row' : 'column', 'row and column go together');
  });
export type SeatFields = z.output<typeof seatFields>;

export interface PlanIssue {
  /** Index of the seat in the list, and the field. */
  path: [number, keyof SeatFields];
  message: string;
}

type Rule = (seats: readonly SeatFields[]) => PlanIssue[];

/** Names each seat whose value an earlier seat has. */
const repeated =
  (field: keyof SeatFields, message: string, valueOf: (seat: SeatFields) => string | null): Rule =>
  (seats) => {
    const known = new Set<string>();
    return seats.flatMap((seat, at) => {
      const value = valueOf(seat);
      if (value === null || !known.has(value)) {
        if (value !== null) known.add(value);
        return [];
      }
      return [{ path: [at, field], message }];
    });
  };

const differentNumbers = repeated('seat', 'seats must differ', ({ seat }) => String(seat));
const differentPositions = repeated('column', 'another seat has this row and column', (seat) =>
  seat.row === undefined ? null : `${String(seat.row)} ${String(seat.column)}`,
);

const fewGrades: Rule = (seats) => {
  const permitted = new Set(
    [...new Set(seats.map(({ grade }) => grade))].slice(0, gradesOfDateMax),
  );
  return seats.flatMap(({ grade }, at): PlanIssue[] =>
    permitted.has(grade)
      ? []
      : [{ path: [at, 'grade'], message: `at most ${String(gradesOfDateMax)} grades` }],
  );
};

const onePricePerGrade: Rule = (seats) => {
  const prices = new Map<string, number>();
  return seats.flatMap(({ grade, price }, at): PlanIssue[] => {
    const first = prices.get(grade) ?? price;
    prices.set(grade, first);
    if (price === first) return [];
    return [{ path: [at, 'price'], message: `the grade costs ${String(first)} at another seat` }];
  });
};

const companionsOfWheelchairs: Rule = (seats) => {
  const wheelchairs = new Set(
    seats.filter(({ kind }) => kind === 'WHEELCHAIR').map(({ seat }) => seat),
  );
  return seats.flatMap(({ companionOf }, at): PlanIssue[] =>
    companionOf === undefined || wheelchairs.has(companionOf)
      ? []
      : [{ path: [at, 'companionOf'], message: 'must be the number of a wheelchair seat' }],
  );
};

const rules: Rule[] = [
  differentNumbers,
  fewGrades,
  onePricePerGrade,
  companionsOfWheelchairs,
  differentPositions,
];

/** Returns each breach of the rules between the seats of a date. PostgreSQL has the same rules. */
export const planIssues = (seats: readonly SeatFields[]): PlanIssue[] =>
  rules.flatMap((rule) => rule(seats));

const seatList = z.array(seatFields).min(1).max(seatsOfDateMax);

/** All seats of a date or of a hall plan. */
export const planSeatList = seatList.superRefine((seats, ctx) => {
  for (const issue of planIssues(seats)) ctx.addIssue({ code: 'custom', ...issue });
});

const version = z.int().min(1).max(2_147_483_647);

/**
 * The seats are the whole plan of the date. With `partial`, they change or join the date's seats,
 * and all other seats stay.
 */
export const seatPlanInput = z
  .strictObject({
    performanceId: id,
    version,
    seats: seatList,
    partial: z.boolean().exactOptional(),
  })
  .superRefine(({ seats, partial }, ctx) => {
    const issues = partial === true ? differentNumbers(seats) : planIssues(seats);
    for (const { path, message } of issues)
      ctx.addIssue({ code: 'custom', path: ['seats', ...path], message });
  });

export const seatImportInput = z.strictObject({
  performanceId: id,
  version,
  csv: z.string().min(1).max(csvLengthMax),
});

export const seatBlockInput = z.strictObject({
  performanceId: id,
  seats: seatNumbers,
  reason: plainText(changeReasonMax),
});

export const hallPlanInput = z.strictObject({ name: plainText(planNameMax), seats: planSeatList });
export const hallPlanIdInput = z.strictObject({ planId: id });
