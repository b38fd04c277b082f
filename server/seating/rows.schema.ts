/** Any seat: its number and its grade. */
export interface Numbered {
  seat: number;
  grade: string;
}

export const seatsPerRow = 10;

/**
 * The rows in which a hall's seats stand, by grade: those of a grade stand together in the order of their numbers, in rows of even
 * length, the front row first and each from left to right.
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
