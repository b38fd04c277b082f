/** By place in line: how soon to ask again (ms). Near the front often, far back seldom; all below the grace time. */
const pollSteps = [
  { upTo: 10, ms: 1_500 },
  { upTo: 100, ms: 3_000 },
  { upTo: 1_000, ms: 8_000 },
  { upTo: 10_000, ms: 15_000 },
];
const farBackMs = 30_000;
const activeMs = 20_000;
/** With the spread no answer is above 45 s: a cap after it would make a crowd return as one. */
const baseMsMax = 37_500;

/** Those first in line are few and their turn is near; a busy instance does not slow them down. */
const neverSlowedUpTo = 10;
/** From this share of its time spent working, an instance asks people to come more seldom; at all of it, half as often. */
const busyFrom = 0.7;

/**
 * When a client is to ask again, in ms, at most 45 s. `random` in [0, 1) spreads the answers by ±20 %, so that a crowd does not
 * return as one; `load` (0 … 1) is the share of its time in which the instance works.
 */
export function nextPollMs(
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED',
  position: number,
  { random, load }: { random: number; load: number },
): number {
  const isOfCrowd = state === 'WAITING' && position > neverSlowedUpTo;
  const base = state === 'WAITING' ? (pollSteps.find(({ upTo }) => position <= upTo)?.ms ?? farBackMs) : activeMs;
  const slowed = isOfCrowd ? base * (1 + Math.max(0, load - busyFrom) / (1 - busyFrom)) : base;
  return Math.round(Math.min(baseMsMax, slowed) * (0.8 + 0.4 * random));
}
