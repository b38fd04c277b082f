/** One person's turn as seen from outside. Times in ms: admitted by Redis' clock; `until` is when they were still surely in. */
export interface Turn {
  admittedAt: number;
  until: number;
}

/** The most turns that were surely open at one moment. */
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
 * By how many admissions a line was too fast at its worst; 0 or less: never. The contract: in any t seconds at most
 * ⌈rate·t/60⌉, and one second's worth (at least 1) more. Every stretch that begins and ends with an admission is looked at.
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
