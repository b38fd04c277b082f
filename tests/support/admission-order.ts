/** When the turn of a place came, by the clock of the line's store. */
export interface Admission {
  number: number;
  /** Ms. */
  admittedAt: number;
}

/** The same, of somebody. */
export interface Admitted extends Admission {
  userId: string;
}

/** Everyone whose turn came after that of a later number: that number and theirs. */
export function overtakes(admissions: readonly Admission[]): { later: number; earlier: number }[] {
  return admissions.flatMap((overtaken) =>
    admissions
      .filter(
        ({ number, admittedAt }) => number > overtaken.number && admittedAt < overtaken.admittedAt,
      )
      .map(({ number }) => ({ later: number, earlier: overtaken.number })),
  );
}

/** What stands in a list more than once: numbers that were given twice, people who got in twice. */
export function repeatedIn<T>(list: readonly T[]): T[] {
  return [...Map.groupBy(list, (one) => one)]
    .filter(([, same]) => same.length > 1)
    .map(([one]) => one);
}
