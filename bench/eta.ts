// How far the estimate of the wait can be trusted: over many simulated lines, how often its range held, how wide it was and
// how far it jumped, beside the formula that it replaced.
import { type EtaState, etaSeconds, observe } from '#server/queue/eta.ts';
import { scenarios } from './eta-scenarios.ts';
import { quantile } from './load.ts';
import { type Course, type Poll, type Scenario, simulate } from './simulated-line.ts';

type Range = { low: number; high: number } | null;

/** A way to estimate: what it tells each who asks, from what the beats saw. */
export type Estimator = (beats: Course['beats']) => (poll: Poll) => Range;

export const measured: Estimator = (beats) => {
  let state: EtaState | null = null;
  const states = beats.map(({ seen, policy }) => (state = seen === null ? null : observe(state, seen, policy)));
  return ({ position, beats: count, policy, open }) => {
    const known = states[count - 1] ?? null;
    return known !== null && open ? etaSeconds(position - 1, known, policy) : null;
  };
};

/** What was told before: the position over the pace, a moving average over half a minute. */
export const former: Estimator = (beats) => {
  let [pace, last] = [0, beats[0]?.seen ?? null];
  const paces = beats.map(({ seen }) => {
    const elapsed = seen === null || last === null ? 0 : (seen.now - last.now) / 1_000;
    if (seen === null) pace = 0;
    else if (elapsed > 0) pace += (1 - Math.exp(-elapsed / 30)) * ((seen.admitted - (last?.admitted ?? 0)) / elapsed - pace);
    last = seen;
    return pace;
  });
  return ({ position, beats: count, policy, open }) => {
    const perSecond = Math.min(paces[count - 1] ?? 0, policy.ratePerMinute / 60);
    if (!open || perSecond < 0.001) return null;
    const expected = position / perSecond;
    return { low: Math.floor(expected * 0.75), high: Math.ceil(expected * 1.5) };
  };
};

export interface Score {
  /** Of how many polls with a range it held. */
  coverage: number;
  /** Of how many polls, while the line was open, nothing was told. */
  silent: number;
  /** Width of the range ÷ the true wait, in the middle. */
  width: number;
  /** How far the middle of the range moved between two polls, beyond the time between, ÷ what it was (half a minute at least). */
  jumps: number[];
  loss: number; below: number; above: number;
}

export function score(courses: readonly Course[], estimator: Estimator): Score {
  let [held, told, silent, below, above] = [0, 0, 0, 0, 0];
  const widths: number[] = [];
  const jumps: number[] = [];
  let loss = 0;
  for (const { beats, waits } of courses) {
   const estimate = estimator(beats);
   for (const { admittedAt, polls } of waits) {
    let last: { at: number; middle: number } | null = null;
    for (const poll of polls) {
      const range = estimate(poll);
      if (range === null) {
        if (poll.open) silent++;
        last = null;
        continue;
      }
      const wait = admittedAt - poll.at;
      const middle = (range.low + range.high) / 2;
      if (last !== null) {
        const expected = Math.max(0, last.middle - (poll.at - last.at));
        jumps.push(Math.abs(middle - expected) / Math.max(30, last.middle));
      }
      last = { at: poll.at, middle };
      told++;
      if (range.low <= wait && wait <= range.high) held++;
      if (wait < range.low) below++;
      if (wait > range.high) above++;
      loss += (range.high - range.low + 10 * Math.max(0, range.low - wait, wait - range.high)) / (wait + 30);
      widths.push((range.high - range.low) / Math.max(1, wait));
    }
  }}
  return { loss: loss / told, coverage: held / told, silent: silent / (told + silent), width: quantile(widths, 0.5), jumps: [quantile(jumps, 0.5), quantile(jumps, 0.95)], below: below / told, above: above/told };
}

const seeds = [1, 2, 3, 4, 5];

export function coursesOf(scenario: Scenario): Course[] {
  return seeds.map((seed) => simulate(scenario, seed, 10));
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const row = (name: string, s: Score) => [name, percent(s.coverage), percent(s.silent), s.width.toFixed(2), ...s.jumps.map((j) => percent(j)), percent(s.below), percent(s.above), s.loss.toFixed(2)].map((t) => t.padStart(6)).join(' | ');
if (process.argv[1]?.endsWith('bench/eta.ts')) for (const scenario of scenarios) {
  const t = performance.now();
  const courses = coursesOf(scenario);
  console.log(scenario.name.padEnd(35), '|', row('', score(courses, measured)), '   |||', row('', score(courses, former)), (performance.now()-t).toFixed(0));
}
