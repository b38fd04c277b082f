/**
 * Estimates the wait as a range that holds four times in five. The rate, which is known, limits
 * admission, or the capacity does: then a place becomes free when a turn ends, so the length of
 * turns must be learnt. The pace of admissions would be a bad measure: it is zero while the first
 * turns run, and jumps with every change of policy. Its causes are measured instead: the mean turn
 * (active users × time ÷ turns) and the reach of the rate. The width of the range comes from the
 * uncertainty of the mean, the unevenness of turns, and the users ahead who give up. `npm run bench
 * -- eta` measures how often the range holds.
 */
export interface EtaState {
  active: number;
  /**
   * The mean turn, how many turns it rests on, and what share of it is still the first guess (1 …
   * 0).
   */
  turnMs: number;
  turns: number;
  guess: number;
  /** How unevenly turns end: the mean of (deviation² ÷ that of pure chance), 1 for pure chance. */
  spread: number;
  /** The share of the rate that is reached when only the rate limits. */
  reach: number;
  /** The share of waiting users that gives up per second. */
  leaving: number;
}

export interface EtaPolicy {
  ratePerMinute: number;
  capacity: number;
  sessionMs: number;
}

/** Deviations from the middle of the range to its ends. */
const deviations = 1;
/**
 * Uncertainty of the first guess, and of later changes of the mean turn, as deviations of the
 * logarithm.
 */
const guessDeviation = 0.6;
const driftDeviation = 0.1;
const spreadMin = 0.3;
const spreadMax = 2;
const reachMin = 0.1;
/** Further uncertainty of the rate's reach and of the share that gives up. */
const rateShare = 0.04;
const leavingShare = 0.3;
const secondsMax = 24 * 3_600;

/**
 * The wait in seconds of a user with so many present users ahead, while users are admitted. Null if
 * it is longer than a day. Both ends grow monotonically with `ahead`.
 */
export function etaSeconds(
  ahead: number,
  state: EtaState,
  policy: EtaPolicy,
): { low: number; high: number } | null {
  const { turnMs, turns, guess, spread, reach, leaving, active } = state;
  const uneven = Math.min(spreadMax, Math.max(spreadMin, spread));
  // The deviations of the mean turn and of the number of turns that end are independent: each
  // contributes its part.
  const ofTurn = Math.sqrt(uneven / turns + (guess * guessDeviation) ** 2 + driftDeviation ** 2);
  const ofLuck = active > policy.capacity ? 0 : Math.sqrt(uneven / (ahead + 1));
  const together = Math.hypot(ofTurn, ofLuck);
  const perSecond = (policy.ratePerMinute / 60) * Math.min(1, Math.max(reachMin, reach));
  const end = (side: -1 | 1): number =>
    waitSeconds(ahead + 1, {
      perSecond: perSecond * (1 - side * rateShare),
      capacity: policy.capacity,
      active,
      turnSeconds:
        (Math.min(turnMs, policy.sessionMs) / 1_000) *
        Math.exp((side * deviations * ofTurn ** 2) / together),
      leaving: Math.max(0, leaving) * (1 - side * leavingShare),
      luck: (side * deviations * ofLuck * Math.sqrt(uneven)) / together,
    });
  const low = Math.max(0, Math.floor(end(-1) - 1));
  return low > secondsMax ? null : { low, high: Math.min(2 * secondsMax, Math.ceil(end(1) + 2)) };
}

interface WaitCourse {
  perSecond: number;
  capacity: number;
  active: number;
  turnSeconds: number;
  /** The share of users ahead that gives up per second. */
  leaving: number;
  /** Chance: so many times the root of the turns that must end come on top. */
  luck: number;
}

/** Seconds until the user at this position is admitted, if everything takes its mean course. */
function waitSeconds(position: number, course: WaitCourse): number {
  const { perSecond, capacity, active, turnSeconds, leaving, luck } = course;
  const couldBeActive = perSecond * turnSeconds;
  if (active <= capacity && couldBeActive <= capacity)
    return drainSeconds(position, perSecond, leaving);
  // Until the room is full, only the rate limits. After a cut of the capacity, nobody is admitted
  // until enough turns have ended.
  const isOver = active > capacity;
  const firstSeconds =
    turnSeconds *
    Math.log(isOver ? active / capacity : (couldBeActive - active) / (couldBeActive - capacity));
  const left = afterSeconds(firstSeconds, position, isOver ? 0 : perSecond, leaving);
  if (left <= 0 && !isOver) return drainSeconds(position, perSecond, leaving);
  const needed = Math.max(0, left + luck * Math.sqrt(left));
  return firstSeconds + drainSeconds(needed, Math.min(perSecond, capacity / turnSeconds), leaving);
}

/** Seconds until so many users are admitted or have given up. */
function drainSeconds(users: number, perSecond: number, leaving: number): number {
  const ratio = (leaving * users) / perSecond;
  return ratio < 1e-6 ? users / perSecond : Math.log1p(ratio) / leaving;
}

/** How many of so many users are left after `seconds`. */
function afterSeconds(seconds: number, users: number, perSecond: number, leaving: number): number {
  if (leaving * seconds < 1e-6) return users - perSecond * seconds;
  const admittedOrGone = perSecond / leaving;
  return (users + admittedOrGone) * Math.exp(-leaving * seconds) - admittedOrGone;
}
