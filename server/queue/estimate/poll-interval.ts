/** By place in line: how soon to ask again (ms). Near the front often, far back seldom. */
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
/** However short the grace time: a second, with the spread. */
const baseMsMin = 1_250;
/** Of the grace time, which leaves time for some polls that fail. */
const graceShare = 1 / 4;
const spread = { nextPoll: 0.2, heartbeat: 0.1 };
const heartbeatAboutMs = 40_000;

/** Those first in line are few and their turn is near; a busy instance does not slow them down. */
const neverSlowedUpTo = 10;
/** From this share of its time spent working, an instance asks people to come more seldom; at all of it, half as often. */
const busyFrom = 0.7;

/** What leaves the longest answer, once spread, within its share of the grace time. */
function withinGrace(ms: number, graceMs: number, spread: number): number {
  return Math.min(ms, Math.max(baseMsMin, (graceMs * graceShare) / (1 + spread)));
}

/** `random` in [0, 1) spreads the answers, so that a crowd does not return as one. */
function spreadOf(ms: number, spread: number, random: number): number {
  return Math.round(ms * (1 - spread + 2 * spread * random));
}

/**
 * When a client is to ask again, in ms, at most 45 s, and while it waits within a quarter of the grace time, where that is 6 s or
 * more: whoever asks as told is never absent. `load` (0 … 1) is the share of its time in which the instance works.
 */
export function nextPollMs(
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED',
  position: number,
  { random, load, graceMs }: { random: number; load: number; graceMs: number },
): number {
  if (state !== 'WAITING') return spreadOf(activeMs, spread.nextPoll, random);
  const base = pollSteps.find(({ upTo }) => position <= upTo)?.ms ?? farBackMs;
  const isOfCrowd = position > neverSlowedUpTo;
  const slowed = isOfCrowd ? base * (1 + Math.max(0, load - busyFrom) / (1 - busyFrom)) : base;
  return spreadOf(
    withinGrace(Math.min(baseMsMax, slowed), graceMs, spread.nextPoll),
    spread.nextPoll,
    random,
  );
}

/** When a client that the board tells of its turn is to ask again, only to be seen: in ms, within the same part of the grace time. */
export function heartbeatMs({ random, graceMs }: { random: number; graceMs: number }): number {
  return spreadOf(
    withinGrace(heartbeatAboutMs, graceMs, spread.heartbeat),
    spread.heartbeat,
    random,
  );
}
