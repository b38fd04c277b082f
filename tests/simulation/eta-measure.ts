// What lua/tick.lua measures at each beat, once more: so that years of simulated lines need no store. server/queue/estimate/eta.test.ts
// holds the two against each other, observation by observation. Times in ms.
import type { EtaPolicy, EtaState } from '#server/queue/estimate/eta.ts';

export interface Observation {
  at: number;
  /** Whether people are admitted: not paused, opened, not held after an outage. */
  open: boolean;
  /** Counted since the epoch began: everyone admitted, everyone who was given a number. */
  admitted: number;
  joined: number;
  /** How many are active, and how many are waiting and present, after the beat's admission. */
  active: number;
  present: number;
}

export interface Measured extends EtaState, Observation {
  /** Since the mean turn was last measured: active people × ms, and turns counted by what has begun of them. */
  heldMs: number;
  counted: number;
}

const measuredMs = 1_000;
const gapMs = 5_000;
const guessedShare = 0.25;
const guessedRooms = 0.3;
const roomsMax = 2;
const turnsMin = 8;
const turnMsMin = 1_000;
const begunShare = 0.45;
const reachMs = 60_000;
const reachAdmissions = 120;
const reachRoom = 0.8;
const leavingMs = 600_000;

/** The state after one more beat. */
export function measure(before: Measured | null, seen: Observation, policy: EtaPolicy): Measured {
  if (before === null) return firstState(seen, policy);
  const elapsed = seen.at - before.at;
  if (elapsed >= 0 && elapsed < measuredMs) return before;
  if (elapsed < 0 || elapsed > gapMs) return { ...before, ...seen, heldMs: 0, counted: 0 };
  return {
    ...seen,
    ...turnsAfter(before, seen, policy),
    reach: reachAfter(before, seen, policy),
    leaving: leavingAfter(before, seen),
  };
}

function firstState(seen: Observation, policy: EtaPolicy): Measured {
  const turnMs = policy.sessionMs * guessedShare;
  const turns = guessedRooms * roomOf(policy, turnMs);
  const counted = begunShare * seen.active;
  return { ...seen, heldMs: 0, counted, turnMs, turns, guess: 1, spread: 1, reach: 1, leaving: 0 };
}

function roomOf({ ratePerMinute, capacity }: EtaPolicy, turnMs: number): number {
  return Math.max(turnsMin, Math.min(capacity, (ratePerMinute * turnMs) / 60_000));
}

function turnsAfter(before: Measured, seen: Observation, policy: EtaPolicy) {
  const { turnMs, turns, guess, spread } = before;
  const begun = seen.active - before.active;
  const ended = Math.max(0, seen.admitted - before.admitted - begun);
  const heldMs = before.heldMs + ((before.active + seen.active) / 2) * (seen.at - before.at);
  const counted = before.counted + ended + begunShare * begun;
  if (ended === 0) return { heldMs, counted, turnMs, turns, guess, spread };
  const known = Math.min(turns + counted, Math.max(counted, roomsMax * roomOf(policy, turnMs)));
  const gain = counted / known;
  const deviation = heldMs / counted - turnMs;
  return {
    heldMs: 0,
    counted: 0,
    turnMs: Math.max(turnMsMin, turnMs + gain * deviation),
    turns: known,
    guess: guess * (1 - gain),
    spread: spread + gain * (counted * (deviation / turnMs) ** 2 - spread),
  };
}

function reachAfter(
  before: Measured,
  seen: Observation,
  { ratePerMinute, capacity }: EtaPolicy,
): number {
  const limited = before.open && seen.open && before.present > 0 && seen.present > 0;
  if (!limited || Math.max(before.active, seen.active) > reachRoom * capacity) return before.reach;
  const elapsed = seen.at - before.at;
  const expected = (ratePerMinute * elapsed) / 60_000;
  const gain = 1 - Math.exp(-Math.min(elapsed / reachMs, expected / reachAdmissions));
  return before.reach + gain * ((seen.admitted - before.admitted) / expected - before.reach);
}

function leavingAfter(before: Measured, seen: Observation): number {
  if (!seen.open || before.present === 0) return before.leaving;
  const elapsed = seen.at - before.at;
  const gone =
    before.present + seen.joined - before.joined - (seen.admitted - before.admitted) - seen.present;
  const latest = (gone * 1_000) / (before.present * elapsed);
  return before.leaving + (1 - Math.exp(-elapsed / leavingMs)) * (latest - before.leaving);
}
