/** By place in line: how soon to ask again (ms). Near the front often, far back seldom; all below the grace time. */
const pollSteps = [
  { upTo: 10, ms: 1_500 },
  { upTo: 100, ms: 3_000 },
  { upTo: 1_000, ms: 8_000 },
  { upTo: 10_000, ms: 15_000 },
];
const farBackMs = 30_000;
const activeMs = 20_000;

/** When a client is to ask again, in ms. `random` in [0, 1) spreads the answers by ±20 %, so that a crowd does not return as one. */
export function nextPollMs(state: 'WAITING' | 'ACTIVE' | 'EXPIRED', position: number, random: number): number {
  const base = state === 'WAITING' ? (pollSteps.find(({ upTo }) => position <= upTo)?.ms ?? farBackMs) : activeMs;
  return Math.round(base * (0.8 + 0.4 * random));
}

/**
 * How long until a place is admitted, as a range, from the measured pace (admissions a second) and never better than the
 * rate allows. Null while nobody is being admitted: no guess is better than a wild one.
 */
export function etaSeconds(position: number, pace: number, ratePerMinute: number): { low: number; high: number } | null {
  const perSecond = Math.min(pace, ratePerMinute / 60);
  if (perSecond < 0.001) return null;
  const expected = position / perSecond;
  return { low: Math.floor(expected * 0.75), high: Math.ceil(expected * 1.5) };
}
