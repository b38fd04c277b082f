import type { EtaPolicy, EtaState } from './eta.ts';

/** A queue at one moment. Times are in ms of Redis' clock. */
export interface Observation {
  at: number;
  /** Whether users are admitted: sale open, not paused, not recovering. */
  open: boolean;
  /** Counted since the epoch began: admissions and issued numbers. */
  admitted: number;
  joined: number;
  active: number;
  /** Waiting and present. */
  present: number;
}

/** What has been learnt up to an observation. */
export interface EstimatorState extends EtaState, Observation {
  /**
   * Since the mean turn was last updated: active users × ms, and turns counted as far as they have
   * begun.
   */
  heldMs: number;
  counted: number;
}

const observedMsMin = 1_000;
/** Across a longer gap nothing is known of the time between. */
const gapMsMax = 5_000;
/** The first guess of the mean turn: few users stay to the end of their session. */
const guessedShare = 0.25;
/** The first guess weighs as much as so many rooms full of turns. */
const guessedRooms = 0.3;
/** The mean turn forgets: it rests on the last so many rooms full of turns. */
const roomsMax = 2;
const turnsMin = 8;
const turnMsMin = 1_000;
/**
 * A turn counts for so much when it begins, and for the rest when it ends. Counted only at its end,
 * a room that was just filled would look as if turns lasted twice as long.
 */
const begunShare = 0.45;
/**
 * How far back the reach is remembered: over so long, or over so many admissions if that takes
 * longer.
 */
const reachMs = 60_000;
const reachAdmissions = 120;
/** In a fuller room, more than the rate limits admission. */
const reachRoom = 0.8;
const leavingMs = 600_000;

/**
 * The state after one more observation. One that follows too soon changes nothing, so several
 * instances may feed one state.
 */
export function measure(
  before: EstimatorState | null,
  seen: Observation,
  policy: EtaPolicy,
): EstimatorState {
  if (before === null) return firstGuess(seen, policy);
  const elapsed = seen.at - before.at;
  if (elapsed >= 0 && elapsed < observedMsMin) return before;
  if (elapsed < 0 || elapsed > gapMsMax) return { ...before, ...seen, heldMs: 0, counted: 0 };
  return {
    ...seen,
    ...turnsAfter(before, seen, policy),
    reach: reachAfter(before, seen, policy),
    leaving: leavingAfter(before, seen),
  };
}

function firstGuess(seen: Observation, policy: EtaPolicy): EstimatorState {
  const counted = begunShare * seen.active;
  return { ...seen, heldMs: 0, counted, ...guessOf(seen.active, policy) };
}

/** What a queue's wait is estimated by before anything has been learnt. */
export function guessOf(active: number, policy: EtaPolicy): EtaState {
  const turnMs = policy.sessionMs * guessedShare;
  const turns = guessedRooms * roomOf(policy, turnMs);
  return { active, turnMs, turns, guess: 1, spread: 1, reach: 1, leaving: 0 };
}

/**
 * How many turns a full room is: as many as the capacity, or as the rate lets in while one lasts.
 */
function roomOf({ ratePerMinute, capacity }: EtaPolicy, turnMs: number): number {
  return Math.max(turnsMin, Math.min(capacity, (ratePerMinute * turnMs) / 60_000));
}

function turnsAfter(before: EstimatorState, seen: Observation, policy: EtaPolicy) {
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

/** Learnt where only the rate can have limited: users waited, and there was room for more. */
function reachAfter(
  before: EstimatorState,
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

function leavingAfter(before: EstimatorState, seen: Observation): number {
  if (!seen.open || before.present === 0) return before.leaving;
  const elapsed = seen.at - before.at;
  const gone =
    before.present + seen.joined - before.joined - (seen.admitted - before.admitted) - seen.present;
  const latest = (gone * 1_000) / (before.present * elapsed);
  return before.leaving + (1 - Math.exp(-elapsed / leavingMs)) * (latest - before.leaving);
}
