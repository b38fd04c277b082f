export interface Numbered {
  seat: number;
  grade: string;
}

export const seatsPerRow = 10;

/**
 * A hall's rows by grade. Seats of a grade are adjacent in order of their numbers, in rows of
 * nearly equal length, the front row first and each row from left to right.
 */
export function rowsByGrade<S extends Numbered>(seats: S[]): Map<string, S[][]> {
  const rows = new Map<string, S[][]>();
  for (const [grade, found] of Map.groupBy(seats, (each) => each.grade)) {
    const sorted = found.toSorted((a, b) => a.seat - b.seat);
    const length = Math.ceil(sorted.length / Math.ceil(sorted.length / seatsPerRow));
    const count = Math.ceil(sorted.length / length);
    rows.set(
      grade,
      Array.from({ length: count }, (_, at) => sorted.slice(at * length, (at + 1) * length)),
    );
  }
  return rows;
}
