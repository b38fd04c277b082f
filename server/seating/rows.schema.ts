export interface Numbered {
  seat: number;
  grade: string;
  /** Price in won. */
  price: number;
  /** Row and column on the plan of the hall, or null. */
  row: number | null;
  column: number | null;
}

export const seatsPerRow = 10;

export interface PricedGrade {
  grade: string;
  price: number;
}

/**
 * Returns the grades by price, the highest first. Grades of one price follow in the order of their
 * lowest seats.
 */
export function gradesOf(
  seats: readonly Pick<Numbered, 'seat' | 'grade' | 'price'>[],
): PricedGrade[] {
  return [...Map.groupBy(seats, ({ grade }) => grade)]
    .map(([grade, found]) => ({
      grade,
      price: Math.max(...found.map(({ price }) => price)),
      first: Math.min(...found.map(({ seat }) => seat)),
    }))
    .sort((a, b) => b.price - a.price || a.first - b.first)
    .map(({ grade, price }) => ({ grade, price }));
}

/**
 * Splits a hall without a plan into rows by grade, in the order of gradesOf. Each grade fills rows
 * of nearly equal length in order of seat numbers. The front row comes first; each row runs from
 * left to right.
 */
export function rowsByGrade<S extends Numbered>(seats: readonly S[]): Map<string, S[][]> {
  const byGrade = Map.groupBy(seats, (each) => each.grade);
  const rows = new Map<string, S[][]>();
  for (const { grade } of gradesOf(seats)) {
    const sorted = (byGrade.get(grade) ?? []).toSorted((a, b) => a.seat - b.seat);
    const length = Math.ceil(sorted.length / Math.ceil(sorted.length / seatsPerRow));
    const count = Math.ceil(sorted.length / length);
    rows.set(
      grade,
      Array.from({ length: count }, (_, at) => sorted.slice(at * length, (at + 1) * length)),
    );
  }
  return rows;
}

export interface Position<S> {
  seat: S;
  /** Number of the row; the front row has the lowest. */
  row: number;
  /** Number of the seat's column, from left to right. Seats of adjacent columns are neighbours. */
  column: number;
}

/** True if the plan of the hall has a row and a column for every seat. */
export const hasPlan = (seats: readonly Numbered[]): boolean =>
  seats.length > 0 && seats.every(({ row, column }) => row !== null && column !== null);

/**
 * Returns every seat with its position, row by row. Without a plan for every seat, the rows are
 * those of rowsByGrade, from 1.
 */
export function positionsOf<S extends Numbered>(seats: readonly S[]): Position<S>[] {
  if (hasPlan(seats))
    return seats
      .map((seat) => ({ seat, row: seat.row ?? 0, column: seat.column ?? 0 }))
      .sort((a, b) => a.row - b.row || a.column - b.column);
  return [...rowsByGrade(seats).values()]
    .flat()
    .flatMap((row, at) => row.map((seat, nth) => ({ seat, row: at + 1, column: nth + 1 })));
}

/** Returns the runs of neighbouring seats: the rows, divided where the plan leaves a gap. */
export function runsOf<S extends Numbered>(seats: readonly S[]): Position<S>[][] {
  const runs: Position<S>[][] = [];
  for (const position of positionsOf(seats)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.row === position.row && last.column + 1 === position.column)
      run.push(position);
    else runs.push([position]);
  }
  return runs;
}
