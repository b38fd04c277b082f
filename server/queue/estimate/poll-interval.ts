/** Poll intervals (ms) by position: short near the front, long far back. */
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
 * Last position that a busy instance does not slow down: the first users are few and near their
 * turn.
 */
const neverSlowedUpTo = 10;
/** Load (0 … 1) from which an instance lengthens intervals, up to double at full load. */
const busyFrom = 0.7;

/**
 * Limits an interval, so that the longest spread interval is within `graceShare` of the grace time.
 */
function withinGrace(ms: number, graceMs: number, spread: number): number {
  return Math.min(ms, Math.max(baseMsMin, (graceMs * graceShare) / (1 + spread)));
}

/** Spreads an interval by `random` in [0, 1), so that many users do not poll at the same moment. */
function spreadOf(ms: number, spread: number, random: number): number {
  return Math.round(ms * (1 - spread + 2 * spread * random));
}

/**
 * Returns the ms until the next poll, at most 45 s. If the grace time is at least 6 s, a waiting
 * client polls within a quarter of the grace time. A client that obeys the interval is therefore
 * never absent. `load` (0 … 1) is the share of time in which the instance works.
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
 * Returns the ms until a client that listens to the public stats polls again, only to stay present.
 * The heartbeat has the same limit as a poll: a quarter of the grace time.
 */
export function heartbeatMs({ random, graceMs }: { random: number; graceMs: number }): number {
  return spreadOf(
    withinGrace(heartbeatAboutMs, graceMs, spread.heartbeat),
    spread.heartbeat,
    random,
  );
}
