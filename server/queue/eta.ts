/**
 * How long the wait is, as a range that holds four times in five. Admission is limited by the rate, which is known, and by the
 * capacity: then a place gets free whenever a turn ends, and what has to be learnt is how long turns last. So instead of the
 * pace itself, which stands still while the first turns run and jumps with every change of policy, its cause is measured: the
 * mean turn (active people × time ÷ turns that ended), and how much of the rate is made use of. The range comes from how far
 * the mean may be wrong, how unevenly turns end and what people ahead leave by themselves. bench/eta.ts measures it.
 *
 * The state lives in the store's meta hash; `observe` is what lua/tick.lua does at each beat. Times in ms of the store's clock.
 */
export interface EtaState {
  /** When this was observed, and what was seen then. */
  at: number;
  open: boolean;
  admitted: number;
  joined: number;
  active: number;
  present: number;
  /** Active people × ms since a turn last ended. */
  heldMs: number;
  /** The mean turn, how many turns it rests on, and what share of it is still the first guess (1 … 0). */
  turnMs: number;
  turns: number;
  guess: number;
  /** How unevenly turns end: the mean of (deviation² ÷ what pure chance would give), 1 for pure chance. */
  spread: number;
  /** What part of the rate is reached when only the rate limits. */
  reach: number;
  /** Which part of those who wait goes away by itself in a second. */
  leaving: number;
}

export interface Observation {
  now: number;
  /** Whether people are admitted: not paused, opened, not held after an outage. */
  open: boolean;
  /** Counted since the epoch began: everyone admitted, everyone who was given a number. */
  admitted: number;
  joined: number;
  /** How many are active and how many are waiting and present, after the beat's admission. */
  active: number;
  present: number;
}

export interface EtaPolicy {
  ratePerMinute: number;
  capacity: number;
  sessionMs: number;
}

/** Few stay to the end of their session: before anything is measured, a turn is taken to last so much of it. */
const guessedShare = 0.35;
/** How far that guess may be wrong, as the deviation of its logarithm. */
const guessDeviation = 0.6;
/** The mean turn forgets: it rests on the last so many rooms full of turns. */
const roomsRemembered = 4;
const turnsMin = 8;
/** A beat that comes later than this tells nothing of the time between. */
const gapMsMax = 10_000;
const reachMemoryMs = 60_000;
const leavingMemoryMs = 300_000;
const spreadMin = 0.3;
const spreadMax = 8;

/** How many turns a room full of people is: as many as fit in, or as the rate lets in while one lasts. */
function roomOf({ ratePerMinute, capacity }: EtaPolicy, turnMs: number): number {
  return Math.max(turnsMin, Math.min(capacity, (ratePerMinute * turnMs) / 60_000));
}

/** What is expected before anything was measured. The guess weighs as much as one room full of turns. */
function firstState(seen: Observation, policy: EtaPolicy): EtaState {
  const turnMs = policy.sessionMs * guessedShare;
  const turns = roomOf(policy, turnMs);
  return { ...baseline(seen), heldMs: 0, turnMs, turns, guess: 1, spread: 1, reach: 1, leaving: 0 };
}

function baseline({ now, open, admitted, joined, active, present }: Observation) {
  return { at: now, open, admitted, joined, active, present };
}

/** The state after one more beat. lua/tick.lua does the same; a test compares the two. */
export function observe(state: EtaState | null, seen: Observation, policy: EtaPolicy): EtaState {
  if (state === null) return firstState(seen, policy);
  const elapsedMs = seen.now - state.at;
  if (elapsedMs <= 0 || elapsedMs > gapMsMax) return { ...state, ...baseline(seen), heldMs: 0 };
  return {
    ...baseline(seen),
    ...turnsAfter(state, seen, policy, elapsedMs),
    reach: reachAfter(state, seen, policy, elapsedMs),
    leaving: leavingAfter(state, seen, elapsedMs),
  };
}

function turnsAfter(state: EtaState, seen: Observation, policy: EtaPolicy, elapsedMs: number) {
  const { turnMs, turns, guess, spread } = state;
  const ended = Math.max(0, state.active + seen.admitted - state.admitted - seen.active);
  const heldMs = state.heldMs + ((state.active + seen.active) / 2) * elapsedMs;
  if (ended === 0) return { heldMs, turnMs, turns, guess, spread };
  const known = Math.min(turns + ended, Math.max(ended, roomsRemembered * roomOf(policy, turnMs)));
  const gain = ended / known;
  const deviation = heldMs / ended - turnMs;
  return {
    heldMs: 0,
    turnMs: turnMs + gain * deviation,
    turns: known,
    guess: guess * (1 - gain),
    spread: spread + gain * ((ended * deviation ** 2) / turnMs ** 2 - spread),
  };
}

/** Learnt where only the rate can have limited: people waited and there was room for more. */
function reachAfter(state: EtaState, seen: Observation, { ratePerMinute, capacity }: EtaPolicy, elapsedMs: number): number {
  const limited = state.open && seen.open && state.present > 0 && seen.present > 0;
  if (!limited || state.active >= capacity || seen.active >= capacity) return state.reach;
  const latest = ((seen.admitted - state.admitted) * 60_000) / (ratePerMinute * elapsedMs);
  return state.reach + (1 - Math.exp(-elapsedMs / reachMemoryMs)) * (latest - state.reach);
}

function leavingAfter(state: EtaState, seen: Observation, elapsedMs: number): number {
  if (!seen.open || state.present === 0) return state.leaving;
  const gone = state.present + seen.joined - state.joined - (seen.admitted - state.admitted) - seen.present;
  const gain = 1 - Math.exp(-elapsedMs / leavingMemoryMs);
  return state.leaving + gain * ((gone * 1_000) / (state.present * elapsedMs) - state.leaving);
}

/** The ends of the range: how many deviations from the middle, and what else may come out otherwise than measured. */
const deviations = 1.28;
const driftDeviation = 0.1;
const rateShare = 0.04;
const leavingShare = 0.5;
const secondsMax = 24 * 3_600;

/**
 * How long somebody with so many present people ahead will wait, in seconds. Null while nobody is admitted, or for longer than
 * can be told (a day). Both ends only grow with `ahead`.
 */
export function etaSeconds(ahead: number, state: EtaState, policy: EtaPolicy): { low: number; high: number } | null {
  if (!state.open) return null;
  const { turnMs, turns, guess, spread, reach, leaving, active } = state;
  const uneven = Math.min(spreadMax, Math.max(spreadMin, spread));
  const deviation = Math.sqrt(uneven / turns + (guess * guessDeviation) ** 2 + driftDeviation ** 2);
  const perSecond = (policy.ratePerMinute / 60) * Math.min(1, Math.max(0.1, reach));
  const end = (side: -1 | 1): number =>
    waitSeconds(ahead + 1, {
      perSecond: perSecond * (1 - side * rateShare),
      capacity: policy.capacity,
      active,
      turnSeconds: (Math.min(turnMs, policy.sessionMs) / 1_000) * Math.exp(side * deviations * deviation),
      leaving: Math.max(0, leaving) * (1 - side * leavingShare),
      luck: side * deviations * Math.sqrt(uneven),
    });
  const low = Math.max(0, Math.floor(end(-1) - 1));
  return low > secondsMax ? null : { low, high: Math.min(2 * secondsMax, Math.ceil(end(1) + 2)) };
}

interface Course {
  perSecond: number;
  capacity: number;
  active: number;
  turnSeconds: number;
  /** Share of those ahead who go away by themselves in a second. */
  leaving: number;
  /** So many times the root of the turns that must end come on top: chance. */
  luck: number;
}

/** How long until the person at this position is admitted, if everything takes its mean course. */
function waitSeconds(position: number, course: Course): number {
  const { perSecond, capacity, active, turnSeconds, leaving, luck } = course;
  const couldBeActive = perSecond * turnSeconds;
  if (active <= capacity && couldBeActive <= capacity) return drainSeconds(position, perSecond, leaving);
  // Until the room is full the rate alone limits; where the capacity was lowered, nobody is admitted until enough turns ended.
  const isOver = active > capacity;
  const firstSeconds = turnSeconds * Math.log(isOver ? active / capacity : (couldBeActive - active) / (couldBeActive - capacity));
  const left = afterSeconds(firstSeconds, position, isOver ? 0 : perSecond, leaving);
  if (left <= 0) return drainSeconds(position, perSecond, leaving);
  const needed = Math.max(0, left + luck * Math.sqrt(left));
  return firstSeconds + drainSeconds(needed, Math.min(perSecond, capacity / turnSeconds), leaving);
}

/** How long until so many people are admitted or have gone: each second so many are, and a share of the others goes. */
function drainSeconds(people: number, perSecond: number, leaving: number): number {
  const ratio = (leaving * people) / perSecond;
  return ratio < 1e-6 ? people / perSecond : Math.log1p(ratio) / leaving;
}

/** How many of so many people are left after a while of the same. */
function afterSeconds(seconds: number, people: number, perSecond: number, leaving: number): number {
  if (leaving * seconds < 1e-6) return people - perSecond * seconds;
  const admittedOrGone = perSecond / leaving;
  return (people + admittedOrGone) * Math.exp(-leaving * seconds) - admittedOrGone;
}
