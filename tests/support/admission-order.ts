/** An admission by Redis' clock. */
export interface Admission {
  number: number;
  /** Ms. */
  admittedAt: number;
}

/** The same with its user. */
export interface Admitted extends Admission {
  userId: string;
}

/** Every pair of an overtaken number and the later number that was admitted before it. */
export function overtakes(admissions: readonly Admission[]): { later: number; earlier: number }[] {
  return admissions.flatMap((overtaken) =>
    admissions
      .filter(
        ({ number, admittedAt }) => number > overtaken.number && admittedAt < overtaken.admittedAt,
      )
      .map(({ number }) => ({ later: number, earlier: overtaken.number })),
  );
}

/** The repeated values of a list: numbers issued twice, users admitted twice. */
export function repeatedIn<T>(list: readonly T[]): T[] {
  return [...Map.groupBy(list, (one) => one)]
    .filter(([, same]) => same.length > 1)
    .map(([one]) => one);
}
