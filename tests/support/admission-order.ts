export interface Admission {
  number: number;
  /** Milliseconds since 1970, by the clock of Redis. */
  admittedAt: number;
}

export interface Admitted extends Admission {
  userId: string;
}

/** Returns each pair of numbers of which the queue admitted the higher number first. */
export function overtakes(admissions: readonly Admission[]): { later: number; earlier: number }[] {
  return admissions.flatMap((overtaken) =>
    admissions
      .filter(
        ({ number, admittedAt }) => number > overtaken.number && admittedAt < overtaken.admittedAt,
      )
      .map(({ number }) => ({ later: number, earlier: overtaken.number })),
  );
}

/**
 * Returns the repeated values of a list, to detect numbers issued twice or users admitted twice.
 */
export function repeatedIn<T>(list: readonly T[]): T[] {
  return [...Map.groupBy(list, (one) => one)]
    .filter(([, same]) => same.length > 1)
    .map(([one]) => one);
}
