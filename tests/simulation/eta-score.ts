import { etaSeconds } from '#server/queue/estimate/eta.ts';
import { type EstimatorState, measure } from '#server/queue/estimate/estimator.ts';
import { quantile } from './quantile.ts';
import type { Course, Poll, Wait } from './scenario.ts';

type Range = { low: number; high: number };

/** A way to estimate: what it tells each who asks, from what the beats saw. */
export type Estimator = (beats: Course['beats']) => (poll: Poll) => Range | null;

export const measured: Estimator = (beats) => {
  let state: EstimatorState | null = null;
  const states = beats.map(
    ({ seen, policy }) => (state = seen === null ? null : measure(state, seen, policy)),
  );
  return ({ position, beats: count, policy, open }) => {
    const known = states[count - 1] ?? null;
    return known !== null && open ? etaSeconds(position - 1, known, policy) : null;
  };
};

const paceSeconds = 30;

/** The simple way, to be compared with: the position over the pace, a moving average over half a minute of admissions a second. */
export const byPace: Estimator = (beats) => {
  const paces = [...pacesOf(beats)];
  return ({ position, beats: count, policy, open }) => {
    const perSecond = Math.min(paces[count - 1] ?? 0, policy.ratePerMinute / 60);
    if (!open || perSecond < 0.001) return null;
    const expected = position / perSecond;
    return { low: Math.floor(expected * 0.75), high: Math.ceil(expected * 1.5) };
  };
};

function* pacesOf(beats: Course['beats']): Generator<number> {
  let [pace, last] = [0, beats[0]?.seen ?? null];
  for (const { seen } of beats) {
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
  /** Of how many answers the range held. */
  coverage: number;
  /** The same, without those in whose wait something happened that nobody could know of: a change of policy, a pause, an outage. */
  foreseeable: number;
  /** Of how many answers, while people were admitted, nothing was told. */
  silent: number;
  /** Width of the range ÷ the true wait, in the middle. */
  width: number;
  /** How far the middle of the range moved from one answer to the next beyond the time between, ÷ what it was: of 20 answers one moves further. */
  jump: number;
}

/** So many seconds count as the least that a range was about, where jumps are told as a share of it. */
const jumpOfSecondsMin = 30;

class Tally {
  readonly widths: number[] = [];
  readonly jumps: number[] = [];
  held = 0;
  told = 0;
  silent = 0;
  heldForeseeable = 0;
  toldForeseeable = 0;

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
    this.told++;
    if (isForeseeable) this.toldForeseeable++;
    if (holds) this.held++;
    if (holds && isForeseeable) this.heldForeseeable++;
    this.widths.push((high - low) / Math.max(1, wait));
  }
}

export function score(courses: readonly Course[], estimator: Estimator): Score {
  const tally = new Tally();
  for (const { beats, waits, surprises } of courses) {
    const estimate = estimator(beats);
    for (const wait of waits) tally.add(wait, estimate, surprises);
  }
  return {
    coverage: tally.held / tally.told,
    foreseeable: tally.heldForeseeable / tally.toldForeseeable,
    silent: tally.silent / (tally.told + tally.silent),
    width: quantile(tally.widths, 0.5),
    jump: quantile(tally.jumps, 0.95),
  };
}

/** What an estimate of the wait must do to be trusted. */
export interface Trust {
  /** Mean coverage over all scenarios. */
  coverage: number;
  /** The least coverage of any scenario, of what could be foreseen. */
  least: number;
  /** The mean over scenarios of how far one answer in 20 jumps. */
  jump: number;
}

export function trustIn(scores: readonly Score[]): Trust {
  const mean = (of: (one: Score) => number) =>
    scores.reduce((sum, one) => sum + of(one), 0) / scores.length;
  return {
    coverage: mean(({ coverage }) => coverage),
    least: Math.min(...scores.map(({ foreseeable }) => foreseeable)),
    jump: mean(({ jump }) => jump),
  };
}
