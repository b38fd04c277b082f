/** Poll intervals (ms) by position: often near the front, rarely far back. */
const pollSteps = [
  { upTo: 10, ms: 1_500 },
  { upTo: 100, ms: 3_000 },
  { upTo: 1_000, ms: 8_000 },
  { upTo: 10_000, ms: 15_000 },
];
const farBackMs = 30_000;
const activeMs = 20_000;
/**
 * With the spread at most 45 s. A cap after the spread would make a crowd return at the same
 * moment.
 */
const baseMsMax = 37_500;
/** With the spread at least a second, however short the grace time. */
const baseMsMin = 1_250;
/** Share of the grace time: a few polls may fail without making a user absent. */
const graceShare = 1 / 4;
const spread = { nextPoll: 0.2, heartbeat: 0.1 };
const heartbeatAboutMs = 40_000;

/** The first users are few and their turn is near: a busy instance does not slow them down. */
const neverSlowedUpTo = 10;
/** From this load on, an instance lengthens intervals; at full load it doubles them. */
const busyFrom = 0.7;

/** Keeps the longest spread interval within its share of the grace time. */
function withinGrace(ms: number, graceMs: number, spread: number): number {
  return Math.min(ms, Math.max(baseMsMin, (graceMs * graceShare) / (1 + spread)));
}

/** `random` in [0, 1) spreads intervals, so that many users do not return at the same moment. */
function spreadOf(ms: number, spread: number, random: number): number {
  return Math.round(ms * (1 - spread + 2 * spread * random));
}

/**
 * Ms until the next poll, at most 45 s. For a waiting place it is within a quarter of the grace
 * time (if that is 6 s or more), so a client that obeys is never absent. `load` (0 … 1) is the
 * share of time in which the instance works.
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
 * Ms until a client that listens to the public stats polls again just to be seen; within the same
 * share of the grace time.
 */
export function heartbeatMs({ random, graceMs }: { random: number; graceMs: number }): number {
  return spreadOf(
    withinGrace(heartbeatAboutMs, graceMs, spread.heartbeat),
    spread.heartbeat,
    random,
  );
}
