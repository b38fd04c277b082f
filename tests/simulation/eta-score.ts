import { etaSeconds } from '#server/queue/estimate/eta.ts';
import { type EstimatorState, measure } from '#server/queue/estimate/estimator.ts';
import { quantile } from './quantile.ts';
import type { Course, Poll, Wait } from './scenario.ts';

type Range = { low: number; high: number };

/**
 * Estimates the wait as a range at each poll, from the observations at ticks. Returns null if no
 * estimate is possible.
 */
export type Estimator = (ticks: Course['ticks']) => (poll: Poll) => Range | null;

export const measured: Estimator = (ticks) => {
  let state: EstimatorState | null = null;
  const states = ticks.map(
    ({ seen, policy }) => (state = seen === null ? null : measure(state, seen, policy)),
  );
  return ({ position, ticks: count, policy, open }) => {
    const known = states[count - 1] ?? null;
    return known !== null && open ? etaSeconds(position - 1, known, policy) : null;
  };
};

const paceSeconds = 30;

/**
 * Estimates the wait as position ÷ pace, a simple method for comparison. The pace is the moving
 * average of admissions per second over half a minute.
 */
export const byPace: Estimator = (ticks) => {
  const paces = [...pacesOf(ticks)];
  return ({ position, ticks: count, policy, open }) => {
    const perSecond = Math.min(paces[count - 1] ?? 0, policy.ratePerMinute / 60);
    if (!open || perSecond < 0.001) return null;
    const expected = position / perSecond;
    return { low: Math.floor(expected * 0.75), high: Math.ceil(expected * 1.5) };
  };
};

function* pacesOf(ticks: Course['ticks']): Generator<number> {
  let [pace, last] = [0, ticks[0]?.seen ?? null];
  for (const { seen } of ticks) {
    const elapsed = seen === null || last === null ? 0 : (seen.at - last.at) / 1_000;
    if (seen === null) pace = 0;
    else if (elapsed > 0) {
      const latest = (seen.admitted - (last?.admitted ?? 0)) / elapsed;
      pace += (1 - Math.exp(-elapsed / paceSeconds)) * (latest - pace);
    }
    last = seen;
    yield pace;
  }
}

export interface Score {
  /** Share of answers whose range contains the true wait. */
  coverage: number;
  /** Coverage without the waits that include a change of policy, a pause or an outage. */
  foreseeable: number;
  /** Share of answers without a range while the queue admits users. */
  silent: number;
  /** Median of range width ÷ true wait. */
  width: number;
  /**
   * 95th percentile of jumps. A jump is the change of the range's middle beyond the elapsed time,
   * divided by the previous middle.
   */
  jump: number;
}

/** Minimum divisor of a jump in seconds, so that short waits do not cause large jumps. */
const jumpOfSecondsMin = 30;

class Tally {
  readonly widths: number[] = [];
  readonly jumps: number[] = [];
  held = 0;
  answered = 0;
  silent = 0;
  heldForeseeable = 0;
  answeredForeseeable = 0;

  add(
    { admittedAt, polls }: Wait,
    estimate: (poll: Poll) => Range | null,
    surprises: readonly number[],
  ): void {
    let last: { at: number; middle: number } | null = null;
    for (const poll of polls) {
      const range = estimate(poll);
      if (range === null) {
        if (poll.open) this.silent++;
        last = null;
        continue;
      }
      const middle = (range.low + range.high) / 2;
      if (last !== null) {
        const expected = Math.max(0, last.middle - (poll.at - last.at));
        this.jumps.push(Math.abs(middle - expected) / Math.max(jumpOfSecondsMin, last.middle));
      }
      last = { at: poll.at, middle };
      this.#judge(
        range,
        admittedAt - poll.at,
        !surprises.some((at) => at > poll.at && at < admittedAt),
      );
    }
  }

  #judge({ low, high }: Range, wait: number, isForeseeable: boolean): void {
    const holds = low <= wait && wait <= high;
    this.answered++;
    if (isForeseeable) this.answeredForeseeable++;
    if (holds) this.held++;
    if (holds && isForeseeable) this.heldForeseeable++;
    this.widths.push((high - low) / Math.max(1, wait));
  }
}

export function score(courses: readonly Course[], estimator: Estimator): Score {
  const tally = new Tally();
  for (const { ticks, waits, surprises } of courses) {
    const estimate = estimator(ticks);
    for (const wait of waits) tally.add(wait, estimate, surprises);
  }
  return {
    coverage: tally.held / tally.answered,
    foreseeable: tally.heldForeseeable / tally.answeredForeseeable,
    silent: tally.silent / (tally.answered + tally.silent),
    width: quantile(tally.widths, 0.5),
    jump: quantile(tally.jumps, 0.95),
  };
}

/** Accuracy of an estimator over several scenarios. */
export interface EtaAccuracy {
  /** Mean coverage over all scenarios. */
  coverage: number;
  /**
   * Lowest coverage of any scenario, without the waits that include a change of policy, a pause or
   * an outage.
   */
  least: number;
  /** Mean `jump` over all scenarios. */
  jump: number;
}

export function accuracyOf(scores: readonly Score[]): EtaAccuracy {
  const mean = (of: (one: Score) => number) =>
    scores.reduce((sum, one) => sum + of(one), 0) / scores.length;
  return {
    coverage: mean(({ coverage }) => coverage),
    least: Math.min(...scores.map(({ foreseeable }) => foreseeable)),
    jump: mean(({ jump }) => jump),
  };
}
