/** Somebody's turn, as an admission is judged from outside. */
export interface Admission {
  userId: string;
  number: number;
  /** ms, by Redis' clock */
  admittedAt: number;
}

/** How many pairs were admitted against the order of their numbers; all must have been present. Those of one moment are in order. */
export function inversionsIn(admissions: readonly Admission[]): number {
  const inOrder = [...admissions].sort((a, b) => a.number - b.number);
  let inversions = 0;
  for (const [at, first] of inOrder.entries())
    for (const later of inOrder.slice(at + 1)) if (later.admittedAt < first.admittedAt) inversions++;
  return inversions;
}

/** What stands in a list more than once: numbers that were given twice, people who got in twice. */
export function repeatedIn<T>(list: readonly T[]): T[] {
  return [...Map.groupBy(list, (one) => one)].filter(([, same]) => same.length > 1).map(([one]) => one);
}
