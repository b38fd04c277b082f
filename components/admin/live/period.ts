const minuteMs = 60_000;

/**
 * Returns the period of the last `minutes` minutes that ended before `nowMs`. `from` and `to` are
 * inclusive starts of minutes, as the history requires.
 */
export function lastMinutes(nowMs: number, minutes: number): { from: string; to: string } {
  const last = Math.floor(nowMs / minuteMs) * minuteMs - minuteMs;
  return {
    from: new Date(last - (minutes - 1) * minuteMs).toISOString(),
    to: new Date(last).toISOString(),
  };
}
