export interface Numbered {
  seat: number;
  grade: string;
}

export const seatsPerRow = 10;

/**
 * Splits a hall into rows by grade. Each grade fills rows of nearly equal length in order of seat
 * numbers. The front row comes first; each row runs from left to right.
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
