import type { EtaPolicy, EtaState } from './eta.ts';

/** State of a queue at `at` (ms of Redis' clock). */
export interface Observation {
  at: number;
  /** True while the queue admits users: during the sale, outside pauses and the recovery time. */
  open: boolean;
  /** Admissions since the start of the epoch. */
  admitted: number;
  /** Numbers issued since the start of the epoch. */
  joined: number;
  active: number;
  /** Waiting users who are present. */
  present: number;
}

/** Latest observation of a queue, with the estimates from all its observations. */
export interface EstimatorState extends EtaState, Observation {
  /** Total ms of all turns since the last update of the mean turn. */
  heldMs: number;
  /** Turns since the last update of the mean turn; an unfinished turn counts as `begunShare`. */
  counted: number;
}

const observedMsMin = 1_000;
/** Maximum ms between two observations. The estimator measures nothing during a longer gap. */
const gapMsMax = 5_000;
/**
 * First guess of the mean turn, as a share of the session. Few users stay until the session ends.
 */
const guessedShare = 0.25;
/** Weight of the first guess, as a multiple of a full queue's concurrent turns. */
const guessWeight = 0.3;
/**
 * Maximum weight of the mean turn, as a multiple of a full queue's concurrent turns.
 * Without the limit, old turns would outweigh new turns.
 */
const turnsWeightMax = 2;
const turnsMin = 8;
const turnMsMin = 1_000;
/**
 * Share of a turn that counts at its start; the rest counts at its end. Counting turns only at
 * their end would double the mean turn of a queue that has just filled.
 */
const begunShare = 0.45;
/** Minimum time (ms) over which the estimator averages the rate's reach. */
const reachMs = 60_000;
/** Minimum number of expected admissions over which the estimator averages the rate's reach. */
const reachAdmissions = 120;
/** Maximum active users, as a share of the capacity, at which only the rate limits admission. */
const reachShareMax = 0.8;
const leavingMs = 600_000;

/**
 * Updates the estimates with one observation. Ignores an observation that follows within 1 s, so
 * that several instances can feed one state.
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

/** Returns the estimates for a queue without observations. */
export function guessOf(active: number, policy: EtaPolicy): EtaState {
  const turnMs = policy.sessionMs * guessedShare;
  const turns = guessWeight * turnsAtOnce(policy, turnMs);
  return { active, turnMs, turns, guess: 1, spread: 1, reach: 1, leaving: 0 };
}

/** Returns the concurrent turns that the capacity and the rate allow, but at least 8. */
function turnsAtOnce({ ratePerMinute, capacity }: EtaPolicy, turnMs: number): number {
  return Math.max(turnsMin, Math.min(capacity, (ratePerMinute * turnMs) / 60_000));
}

function turnsAfter(before: EstimatorState, seen: Observation, policy: EtaPolicy) {
  const { turnMs, turns, guess, spread } = before;
  const begun = seen.active - before.active;
  const ended = Math.max(0, seen.admitted - before.admitted - begun);
  const heldMs = before.heldMs + ((before.active + seen.active) / 2) * (seen.at - before.at);
  const counted = before.counted + ended + begunShare * begun;
  if (ended === 0) return { heldMs, counted, turnMs, turns, guess, spread };
  const known = Math.min(
    turns + counted,
    Math.max(counted, turnsWeightMax * turnsAtOnce(policy, turnMs)),
  );
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

/**
 * Updates the reach only while users wait and capacity is free, because then only the rate limits
 * admission.
 */
function reachAfter(
  before: EstimatorState,
  seen: Observation,
  { ratePerMinute, capacity }: EtaPolicy,
): number {
  const limited = before.open && seen.open && before.present > 0 && seen.present > 0;
  if (!limited || Math.max(before.active, seen.active) > reachShareMax * capacity)
    return before.reach;
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
