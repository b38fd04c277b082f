import {
  planIssues,
  type SeatFields,
  seatFields,
  seatsOfDateMax,
} from '#server/seat-plan/seat-plan.schema.ts';
import { positionsOf, seatsPerRow } from '#server/seating/rows.schema.ts';
import type { Values } from '../editing/rebase.ts';

export interface Placed {
  seat: SeatFields;
  row: number;
  column: number;
}

/** Returns the seats row by row. Without a plan for every seat, the rows follow the grades. */
export function placed(seats: readonly SeatFields[]): Placed[] {
  const own = new Map(seats.map((seat) => [seat.seat, seat]));
  const positions = positionsOf(
    seats.map((seat) => ({ ...seat, row: seat.row ?? null, column: seat.column ?? null })),
  );
  return positions.flatMap(({ seat: { seat: number }, row, column }) => {
    const seat = own.get(number);
    return seat === undefined ? [] : [{ seat, row, column }];
  });
}

/** Values to set; absent ones stay. */
export interface SeatChange {
  grade?: string;
  price?: number;
  kind?: NonNullable<SeatFields['kind']>;
  /** Wheelchair seat of a companion seat. */
  companionOf?: number;
  row?: number;
  /** Column of the first seat; the others follow in the order of their numbers. */
  column?: number;
}

/**
 * Changes the chosen seats. A grade has one price, so a new price applies to all seats of the grades
 * of the chosen seats. A seat that joins a grade gets its price.
 */
export function changeSeats(
  seats: readonly SeatFields[],
  chosen: ReadonlySet<number>,
  { grade, price, kind, companionOf, row, column }: SeatChange,
): SeatFields[] {
  const graded = seats.map((seat) =>
    grade === undefined || !chosen.has(seat.seat)
      ? seat
      : { ...seat, grade, price: priceOf(seats, grade) ?? seat.price },
  );
  const grades = new Set(graded.filter(({ seat }) => chosen.has(seat)).map((seat) => seat.grade));
  const priced = graded.map((seat) =>
    price === undefined || !grades.has(seat.grade) ? seat : { ...seat, price },
  );
  const ofKind = priced.map((seat) =>
    chosen.has(seat.seat) ? withKind(seat, kind, companionOf) : seat,
  );
  return row === undefined && column === undefined ? ofKind : move(ofKind, chosen, row, column);
}

const priceOf = (seats: readonly SeatFields[], grade: string) =>
  seats.find((seat) => seat.grade === grade)?.price;

function withKind(
  { companionOf: before, ...seat }: SeatFields,
  kind: SeatFields['kind'] = seat.kind ?? 'STANDARD',
  companionOf = before,
): SeatFields {
  const isCompanion = kind === 'COMPANION' && companionOf !== undefined;
  return { ...seat, kind, ...(isCompanion && { companionOf }) };
}

/** Gives every seat a position first, because rows and columns count only if all seats have them. */
function move(
  seats: readonly SeatFields[],
  chosen: ReadonlySet<number>,
  row: number | undefined,
  column: number | undefined,
): SeatFields[] {
  const positions = placed(seats);
  const order = positions.map(({ seat }) => seat.seat).filter((seat) => chosen.has(seat));
  return byNumber(
    positions.map(({ seat, row: ownRow, column: ownColumn }) => {
      const at = order.indexOf(seat.seat);
      if (at === -1) return { ...seat, row: ownRow, column: ownColumn };
      return {
        ...seat,
        row: row ?? ownRow,
        column: column === undefined ? ownColumn : column + at,
      };
    }),
  );
}

const byNumber = (seats: readonly SeatFields[]) => seats.toSorted((a, b) => a.seat - b.seat);

/** Adds the lowest free number after the last seat of the last row. */
export function addSeat(seats: readonly SeatFields[]): SeatFields[] {
  const numbers = new Set(seats.map(({ seat }) => seat));
  const seat = Array.from({ length: seatsOfDateMax }, (_, at) => at + 1).find(
    (number) => !numbers.has(number),
  );
  const last = placed(seats).at(-1);
  if (seat === undefined || last === undefined) return [...seats];
  const { grade, price } = last.seat;
  const isRowFull = last.column >= seatsPerRow;
  const position = isRowFull
    ? { row: last.row + 1, column: 1 }
    : { row: last.row, column: last.column + 1 };
  const isPlanned = seats.every(({ row }) => row !== undefined);
  const added = { seat, grade, price, kind: 'STANDARD' as const, ...(isPlanned && position) };
  return byNumber([...seats, added]);
}

export const removeSeats = (
  seats: readonly SeatFields[],
  chosen: ReadonlySet<number>,
): SeatFields[] => seats.filter(({ seat }) => !chosen.has(seat));

export interface PlanProblem {
  field: string;
  /** Numbers of the seats, in the order of the plan. */
  seats: number[];
}

/** Returns each rule that the plan breaks, with the seats that break it. */
export function planProblems(seats: readonly SeatFields[]): PlanProblem[] {
  const ofSeats = seats.flatMap((seat) =>
    (seatFields.safeParse(seat).error?.issues ?? []).map(({ path }) => ({
      field: String(path[0]),
      seat: seat.seat,
    })),
  );
  const ofPlan = planIssues(seats).map(({ path: [at, field] }) => ({
    field,
    seat: seats[at]?.seat ?? 0,
  }));
  return [...Map.groupBy([...ofSeats, ...ofPlan], ({ field }) => field)].map(([field, found]) => ({
    field,
    seats: [...new Set(found.map(({ seat }) => seat))],
  }));
}

/** Returns the seats as texts by number, for `rebase`. Equal seats have equal texts. */
export const seatsAsValues = (seats: readonly SeatFields[]): Values =>
  Object.fromEntries(
    seats.map(({ seat, grade, price, kind = 'STANDARD', companionOf, row, column }) => [
      String(seat),
      JSON.stringify({ seat, grade, price, kind, companionOf, row, column }),
    ]),
  );

export const seatsOfValues = (values: Values): SeatFields[] =>
  byNumber(
    Object.values(values).flatMap((text) =>
      text === undefined ? [] : [JSON.parse(text) as SeatFields],
    ),
  );
