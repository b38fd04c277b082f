/**
 * One turn as seen from outside, in ms: admitted by Redis' clock, and certainly open until `until`.
 */
export interface Turn {
  admittedAt: number;
  until: number;
}

/** The most turns that were certainly open at one moment. */
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
 * The largest excess of admissions over the rate; 0 or less: none. The contract allows in any t
 * seconds ⌈rate·t/60⌉ and one second's worth (at least 1) more. Checks every interval that begins
 * and ends with an admission.
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
