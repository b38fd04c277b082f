/** When the turn of a place came, by the clock of the line's store. */
export interface Admission {
  number: number;
  /** Ms. */
  admittedAt: number;
}

/** Everyone whose turn came after that of a later number: that number and theirs. */
export function overtakes(admissions: readonly Admission[]): { later: number; earlier: number }[] {
  return admissions.flatMap((overtaken) =>
    admissions
      .filter(({ number, admittedAt }) => number > overtaken.number && admittedAt < overtaken.admittedAt)
      .map(({ number }) => ({ later: number, earlier: overtaken.number })),
  );
}
