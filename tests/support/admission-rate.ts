/** A client's view of a turn, in ms. The turn is certainly open from `admittedAt` until `until`. */
export interface Turn {
  admittedAt: number;
  until: number;
}

/** Returns the maximum number of turns that are certainly open at the same moment. */
export function mostAtOnce(turns: readonly Turn[]): number {
  return Math.max(
    0,
    ...turns.map(
      ({ admittedAt: at }) =>
        turns.filter((turn) => turn.admittedAt <= at && at < turn.until).length,
    ),
  );
}

/**
 * Returns the largest excess of admissions over the rate; 0 or less means no excess. In t seconds
 * the contract allows ⌈rate·t/60⌉ admissions plus one second's allowance, which is at least 1.
 * Checks every interval that begins and ends with an admission.
 */
export function excessOverRate(turns: readonly Turn[], ratePerMinute: number): number {
  const times = turns.map(({ admittedAt }) => admittedAt).sort((a, b) => a - b);
  const oneSecond = Math.max(1, ratePerMinute / 60);
  let worst = -Infinity;
  for (const [first, from] of times.entries()) {
    for (const [last, to] of times.entries()) {
      if (last < first) continue;
      const allowed = Math.ceil((ratePerMinute * (to - from)) / 60_000) + oneSecond;
      worst = Math.max(worst, last - first + 1 - allowed);
    }
  }
  return worst;
}
