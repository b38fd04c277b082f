import { planSeatList, type SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { seatsCsv } from '#server/seat-plan/plan-csv.schema.ts';

/** Part of a file that breaks a rule: a line of CSV, or the seat at an index of JSON. */
export interface FileProblem {
  /** Counted from 1; a CSV file's header is line 1. */
  at: number;
  field: string | null;
}

export const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Reads the seats of a plan from JSON: a list of seats, or an object with `seats`. */
export function seatsOfJson(text: string): { seats: SeatFields[] } | { problems: FileProblem[] } {
  const value = parsed(text);
  const list =
    typeof value === 'object' && value !== null && 'seats' in value ? value.seats : value;
  const { data, error } = planSeatList.safeParse(list);
  if (data !== undefined) return { seats: data };
  const problems = error.issues.map(({ path: [at, field] }) => ({
    at: typeof at === 'number' ? at + 1 : 1,
    field: typeof field === 'string' ? field : null,
  }));
  return { problems: firstOf(problems) };
}

/** Returns at most ten different problems. */
function firstOf(problems: readonly FileProblem[]): FileProblem[] {
  const byText = new Map(
    problems.map((problem) => [`${problem.at} ${problem.field ?? ''}`, problem]),
  );
  return [...byText.values()].slice(0, 10);
}

/** Reads the problems of a refused CSV file, whose paths are such as `csv.3.price`. */
export const csvProblems = (issues: readonly { path: string }[]): FileProblem[] =>
  firstOf(
    issues.map(({ path }) => {
      const [, line = '1', field] = path.split('.');
      return { at: Number(line), field: field ?? null };
    }),
  );

export const fileOf = {
  csv: seatsCsv,
  json: (seats: readonly SeatFields[]) => `${JSON.stringify(seats, null, 2)}\n`,
};
