/**
 * How long the wait is, as a range that holds four times in five. Admission is limited by the rate, which is known, and by the
 * capacity: then a place gets free whenever a turn ends, and what has to be learnt is how long turns last. So instead of the
 * pace itself, which stands still while the first turns run and jumps with every change of policy, its cause is measured: the
 * mean turn (active people × time ÷ turns), and how much of the rate is made use of. The range comes from how far the mean may
 * be wrong, how unevenly turns end and what people ahead leave by themselves. `npm run bench -- eta` says how often it holds.
 */
export interface EtaState {
  /** How many are active. */
  active: number;
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

export interface EtaPolicy {
  ratePerMinute: number;
  capacity: number;
  sessionMs: number;
}

/** How many deviations the ends of the range are from the middle, where both the mean turn and chance may be otherwise. */
const deviations = 1;
/** How far the first guess of the mean turn may be wrong, and how far turns may change later, as deviations of the logarithm. */
const guessDeviation = 0.6;
const driftDeviation = 0.1;
const spreadMin = 0.3;
const spreadMax = 2;
const reachMin = 0.1;
/** What else may come out otherwise than measured. */
const rateShare = 0.04;
const leavingShare = 0.3;
const secondsMax = 24 * 3_600;

/**
 * How long somebody with so many present people ahead will wait, in seconds, while people are admitted. Null if it is longer than
 * can be told (a day). Both ends only grow with `ahead`.
 */
export function etaSeconds(
  ahead: number,
  state: EtaState,
  policy: EtaPolicy,
): { low: number; high: number } | null {
  const { turnMs, turns, guess, spread, reach, leaving, active } = state;
  const uneven = Math.min(spreadMax, Math.max(spreadMin, spread));
  // The deviation of the mean turn, and of how many turns end by then, are independent: each has its part of the two together.
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
  if (active <= capacity && couldBeActive <= capacity)
    return drainSeconds(position, perSecond, leaving);
  // Until the room is full the rate alone limits; where the capacity was lowered, nobody is admitted until enough turns ended.
  const isOver = active > capacity;
  const firstSeconds =
    turnSeconds *
    Math.log(isOver ? active / capacity : (couldBeActive - active) / (couldBeActive - capacity));
  const left = afterSeconds(firstSeconds, position, isOver ? 0 : perSecond, leaving);
  if (left <= 0 && !isOver) return drainSeconds(position, perSecond, leaving);
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
