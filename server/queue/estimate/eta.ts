/**
 * Measured state of a queue for `etaSeconds`, whose range contains about 80 % of waits.
 * Either the rate or the capacity limits admission. If the capacity limits admission, each
 * admission waits for the end of a turn, so the estimator learns the mean turn. The pace of
 * admissions would mislead: it is zero during the first turns and jumps at every policy change. The
 * estimator therefore measures two causes of the pace: the mean turn (total turn time ÷ turns) and
 * the reach of the rate. The width of the range reflects the uncertainty of the mean turn, of the
 * ends of turns, of the reach and of departures. `npm run bench -- eta` measures the share of waits
 * within the range.
 */
export interface EtaState {
  active: number;
  /** Mean length (ms) of recent turns. */
  turnMs: number;
  /** Weight of the mean turn, in turns. */
  turns: number;
  /** Share of the first guess in the mean turn, from 1 down to 0. */
  guess: number;
  /** Variance of the ends of turns, as a multiple of the variance by pure chance. */
  spread: number;
  /** Achieved share of the rate while only the rate limits admission. */
  reach: number;
  /** Departures per second, as a share of the waiting users. */
  leaving: number;
}

export interface EtaPolicy {
  ratePerMinute: number;
  capacity: number;
  sessionMs: number;
}

/** Distance from the middle of the range to each end, in standard deviations. */
const deviations = 1;
/** Logarithmic standard deviation of the first guess of the mean turn. */
const guessDeviation = 0.6;
/** Logarithmic standard deviation of later changes of the mean turn. */
const driftDeviation = 0.1;
const spreadMin = 0.3;
const spreadMax = 2;
const reachMin = 0.1;
/** Relative uncertainty of `reach`. */
const rateShare = 0.04;
/** Relative uncertainty of `leaving`. */
const leavingShare = 0.3;
const secondsMax = 24 * 3_600;

/**
 * Returns the range of the wait (s) behind `ahead` present users, provided that the queue admits
 * users. Returns null if the low end of the range exceeds one day. Both ends of the range increase
 * monotonically with `ahead`.
 */
export function etaSeconds(
  ahead: number,
  state: EtaState,
  policy: EtaPolicy,
): { low: number; high: number } | null {
  const { turnMs, turns, guess, spread, reach, leaving, active } = state;
  const uneven = Math.min(spreadMax, Math.max(spreadMin, spread));
  // The mean turn and the number of ended turns deviate independently, so their variances add.
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
  /** Departures per second, as a share of the users ahead. */
  leaving: number;
  /** Chance adds `luck` × √n to the n turns that must end. */
  luck: number;
}

/**
 * Returns the seconds until the queue admits the user at `position`, if turns and departures follow
 * `course`.
 */
function waitSeconds(position: number, course: WaitCourse): number {
  const { perSecond, capacity, active, turnSeconds, leaving, luck } = course;
  const couldBeActive = perSecond * turnSeconds;
  if (active <= capacity && couldBeActive <= capacity)
    return drainSeconds(position, perSecond, leaving);
  // Until the active users reach the capacity, only the rate limits admission. After a cut of the
  // capacity below the active users, the queue admits no user until enough turns end.
  const isOver = active > capacity;
  const firstSeconds =
    turnSeconds *
    Math.log(isOver ? active / capacity : (couldBeActive - active) / (couldBeActive - capacity));
  const left = afterSeconds(firstSeconds, position, isOver ? 0 : perSecond, leaving);
  if (left <= 0 && !isOver) return drainSeconds(position, perSecond, leaving);
  const needed = Math.max(0, left + luck * Math.sqrt(left));
  return firstSeconds + drainSeconds(needed, Math.min(perSecond, capacity / turnSeconds), leaving);
}

/**
 * Returns the seconds until admissions and departures remove the first `users` users of the queue.
 */
function drainSeconds(users: number, perSecond: number, leaving: number): number {
  const ratio = (leaving * users) / perSecond;
  return ratio < 1e-6 ? users / perSecond : Math.log1p(ratio) / leaving;
}

/**
 * Returns the number of users who still wait after `seconds`, negative if all users are gone
 * earlier.
 */
function afterSeconds(seconds: number, users: number, perSecond: number, leaving: number): number {
  if (leaving * seconds < 1e-6) return users - perSecond * seconds;
  const admittedOrGone = perSecond / leaving;
  return (users + admittedOrGone) * Math.exp(-leaving * seconds) - admittedOrGone;
}
