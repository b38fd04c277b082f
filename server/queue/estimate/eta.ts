/**
 * Measured state of a queue, from which `etaSeconds` estimates a wait as a range that holds four
 * times in five.
 * Either the rate or the capacity limits admission. The policy states the rate. If the capacity
 * limits admission, a place becomes free only when a turn ends, so the estimator must learn the
 * length of turns. The pace of admissions would be a bad measure: it is zero while the first turns
 * run, and jumps with every change of policy. The estimator measures the causes of the pace, not
 * the pace itself: the mean turn (active users × time ÷ turns) and the reach of the rate. The width
 * of the range comes from the uncertainty of the mean turn, the unevenness of turns, and the users
 * ahead who give up. `npm run bench -- eta` measures how often the range holds.
 */
export interface EtaState {
  active: number;
  /** Mean length (ms) of recent turns. */
  turnMs: number;
  /** Number of turns that the mean turn rests on. */
  turns: number;
  /** Share of the first guess that remains in the mean turn (1 … 0). */
  guess: number;
  /** Unevenness of the ends of turns: their variance ÷ the variance by pure chance. */
  spread: number;
  /** Share of the rate that admission reaches while only the rate limits admission. */
  reach: number;
  /** Share of waiting users that gives up per second. */
  leaving: number;
}

export interface EtaPolicy {
  ratePerMinute: number;
  capacity: number;
  sessionMs: number;
}

/** Distance from the middle of the range to each end, in standard deviations. */
const deviations = 1;
/** Standard deviation of the logarithm of the first guess of the mean turn. */
const guessDeviation = 0.6;
/** Standard deviation of the logarithm of later changes of the mean turn. */
const driftDeviation = 0.1;
const spreadMin = 0.3;
const spreadMax = 2;
const reachMin = 0.1;
/** Relative uncertainty of the rate's reach. */
const rateShare = 0.04;
/** Relative uncertainty of the share of users that gives up. */
const leavingShare = 0.3;
const secondsMax = 24 * 3_600;

/**
 * Returns the wait in seconds of a user with `ahead` present users ahead, while the queue admits
 * users. Returns null if the low end of the range exceeds one day. Both ends of the range grow
 * monotonically with `ahead`.
 */
export function etaSeconds(
  ahead: number,
  state: EtaState,
  policy: EtaPolicy,
): { low: number; high: number } | null {
  const { turnMs, turns, guess, spread, reach, leaving, active } = state;
  const uneven = Math.min(spreadMax, Math.max(spreadMin, spread));
  // The mean turn and the number of turns that end deviate independently, so their variances add.
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
  /** Share of the users ahead that gives up per second. */
  leaving: number;
  /** Effect of chance: if n turns must end, chance adds `luck` × √n turns. */
  luck: number;
}

/**
 * Returns the seconds until the queue admits the user at this position, if turns and departures
 * follow `course`.
 */
function waitSeconds(position: number, course: WaitCourse): number {
  const { perSecond, capacity, active, turnSeconds, leaving, luck } = course;
  const couldBeActive = perSecond * turnSeconds;
  if (active <= capacity && couldBeActive <= capacity)
    return drainSeconds(position, perSecond, leaving);
  // Until the active users reach the capacity, only the rate limits admission. After a cut of the
  // capacity, the queue admits no user until enough turns have ended.
  const isOver = active > capacity;
  const firstSeconds =
    turnSeconds *
    Math.log(isOver ? active / capacity : (couldBeActive - active) / (couldBeActive - capacity));
  const left = afterSeconds(firstSeconds, position, isOver ? 0 : perSecond, leaving);
  if (left <= 0 && !isOver) return drainSeconds(position, perSecond, leaving);
  const needed = Math.max(0, left + luck * Math.sqrt(left));
  return firstSeconds + drainSeconds(needed, Math.min(perSecond, capacity / turnSeconds), leaving);
}

/** Returns the seconds until admission and giving up have removed `users` users from the queue. */
function drainSeconds(users: number, perSecond: number, leaving: number): number {
  const ratio = (leaving * users) / perSecond;
  return ratio < 1e-6 ? users / perSecond : Math.log1p(ratio) / leaving;
}

/** Returns the number of users who still wait after `seconds`. */
function afterSeconds(seconds: number, users: number, perSecond: number, leaving: number): number {
  if (leaving * seconds < 1e-6) return users - perSecond * seconds;
  const admittedOrGone = perSecond / leaving;
  return (users + admittedOrGone) * Math.exp(-leaving * seconds) - admittedOrGone;
}
