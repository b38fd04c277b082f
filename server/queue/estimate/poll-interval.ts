/** Poll intervals (ms) by position, longer toward the back of the queue. */
const pollSteps = [
  { upTo: 10, ms: 1_500 },
  { upTo: 100, ms: 3_000 },
  { upTo: 1_000, ms: 8_000 },
  { upTo: 10_000, ms: 15_000 },
];
const farBackMs = 30_000;
const activeMs = 20_000;
/**
 * Maximum interval (ms) before the spread, so that a spread interval is at most 45 s. A cap after
 * the spread would make many clients poll at the same moment.
 */
const baseMsMax = 37_500;
/**
 * Minimum interval (ms) before the spread, so that a spread interval is at least 1 s even with a
 * short grace time.
 */
const baseMsMin = 1_250;
/**
 * Maximum interval as a share of the grace time, so that a few failed polls do not make a user
 * absent.
 */
const graceShare = 1 / 4;
const spread = { nextPoll: 0.2, heartbeat: 0.1 };
const heartbeatAboutMs = 40_000;

/**
 * Last position whose interval a busy instance never lengthens, because the first users are few and
 * near their turn.
 */
const neverSlowedUpTo = 10;
/** Load (0 … 1) above which an instance lengthens intervals; full load doubles them. */
const busyFrom = 0.7;

/**
 * Limits an interval to `graceShare` of the grace time after the spread, but never below
 * `baseMsMin`.
 */
function withinGrace(ms: number, graceMs: number, spread: number): number {
  return Math.min(ms, Math.max(baseMsMin, (graceMs * graceShare) / (1 + spread)));
}

/** Changes an interval by up to ±`spread`, so that users do not all poll at the same moment. */
function spreadOf(ms: number, spread: number, random: number): number {
  return Math.round(ms * (1 - spread + 2 * spread * random));
}

/**
 * Returns the ms until the next poll, at most 45 s. If the grace time is at least 6 s, a waiting
 * client polls within a quarter of the grace time. A client that obeys the interval never becomes
 * absent. `load` (0 … 1) is the share of time in which the instance works.
 */
export function nextPollMs(
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED',
  position: number,
  { random, load, graceMs }: { random: number; load: number; graceMs: number },
): number {
  if (state !== 'WAITING') return spreadOf(activeMs, spread.nextPoll, random);
  const base = pollSteps.find(({ upTo }) => position <= upTo)?.ms ?? farBackMs;
  const isSlowed = position > neverSlowedUpTo;
  const slowed = isSlowed ? base * (1 + Math.max(0, load - busyFrom) / (1 - busyFrom)) : base;
  return spreadOf(
    withinGrace(Math.min(baseMsMax, slowed), graceMs, spread.nextPoll),
    spread.nextPoll,
    random,
  );
}

/**
 * Returns the ms until a client that listens to the public stats must poll to stay present. With a
 * grace time of at least 6 s, the heartbeat comes within a quarter of the grace time.
 */
export function heartbeatMs({ random, graceMs }: { random: number; graceMs: number }): number {
  return spreadOf(
    withinGrace(heartbeatAboutMs, graceMs, spread.heartbeat),
    spread.heartbeat,
    random,
  );
}
