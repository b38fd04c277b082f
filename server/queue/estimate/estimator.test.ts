import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Scenario } from '#tests/simulation/scenario.ts';
import { simulate } from '#tests/simulation/simulated-queue.ts';
import { type EstimatorState, measure, type Observation } from './estimator.ts';

type Measure = typeof measure;

const policy = { capacity: 60, ratePerMinute: 600, sessionMs: 600_000 };
const meanTurnMs = 100_000;
/** Queue that is full from its opening, with turns of 40 to 160 s and no user who gives up. */
const fullQueue: Scenario = {
  name: 'full queue',
  people: 600,
  arrivesAt: (random) => -random(),
  turnSeconds: (random) => 40 + 120 * random(),
  policy,
};

/** Returns the observations of a simulated queue until `seconds` after its opening. */
const observed = (scenario: Scenario, seconds: number): Observation[] =>
  simulate(scenario, 5, 1_000).ticks.flatMap(({ seen }) =>
    seen !== null && seen.at <= seconds * 1_000 ? [seen] : [],
  );

function learn(estimate: Measure, seen: readonly Observation[], given = policy): EstimatorState {
  let state: EstimatorState | null = null;
  for (const one of seen) state = estimate(state, one, given);
  return state ?? expect.fail();
}

const isAbout = (value: number, truth: number, share: number) =>
  Math.abs(value - truth) <= share * truth;

/** Maps each required property to true if the estimator learns the property. */
function learnt(estimate: Measure): Record<string, boolean> {
  const early = learn(estimate, observed(fullQueue, 90));
  const seen = observed(fullQueue, 400);
  const late = learn(estimate, seen);
  const last = seen.at(-1) ?? expect.fail();
  const afterGap = estimate(
    late,
    { ...last, at: last.at + 8_000, admitted: last.admitted + 7 },
    policy,
  );
  return {
    'the mean turn while the first turns end': isAbout(early.turnMs, meanTurnMs, 0.2),
    'the mean turn later': isAbout(late.turnMs, meanTurnMs, 0.15),
    'nothing of a gap': afterGap.turnMs === late.turnMs && afterGap.heldMs === 0,
    'the reach of the rate only where the rate limits': late.reach > 0.9,
    'that no user gives up': Math.abs(late.leaving) < 1e-6,
    'to forget the first guess': late.guess < 0.1,
  };
}

test('the estimator learns the mean turn, the reach of the rate, and how many give up', () => {
  const found = learnt(measure);
  expect(Object.keys(found).filter((name) => found[name] !== true)).toEqual([]);
  const large = { ...policy, capacity: 10_000 };
  const giveUps = learn(
    measure,
    observed({ ...fullQueue, people: 6_000, policy: large, giveUpPerHour: 60 }, 400),
    large,
  );
  expect(isAbout(giveUps.reach, 1, 0.1)).toBe(true);
  // Of the users who give up, half leave, and half become absent after the grace time.
  const gaveUpPerSecond = 0.6 / 3_600;
  // The estimator averages over 10 minutes, so it learns only part of the departure rate in 400 s.
  expect(giveUps.leaving).toBeGreaterThan(0.2 * gaveUpPerSecond);
  expect(giveUps.leaving).toBeLessThan(gaveUpPerSecond);
});

test('an observation that follows too soon changes nothing, so instances that share a state do not count twice', () => {
  const seen = observed(fullQueue, 200);
  const once = learn(measure, seen);
  const twice = learn(
    measure,
    seen.flatMap((one) => [one, { ...one, at: one.at + 400, active: one.active - 1 }]),
  );
  expect(twice).toEqual(once);
});

/** Loads the estimator with `wrong` in place of `right` in its source. */
async function spoilt(right: string, wrong: string): Promise<Measure> {
  const source = readFileSync(new URL('./estimator.ts', import.meta.url), 'utf8');
  expect(source).toContain(right);
  const { outputText } = ts.transpileModule(source.replace(right, wrong), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
  });
  const url = `data:text/javascript,${encodeURIComponent(outputText)}`;
  return ((await import(/* @vite-ignore */ url)) as { measure: Measure }).measure;
}

test.each([
  [
    'turns count only when they end',
    'the mean turn while the first turns end',
    'ended + begunShare * begun',
    'ended',
  ],
  ['a gap is measured', 'nothing of a gap', 'elapsed > gapMsMax', 'elapsed > 1e9'],
  [
    'the reach of the rate is learnt while the capacity limits',
    'the reach of the rate only where the rate limits',
    '> reachShareMax * capacity',
    '> 1e9',
  ],
  [
    'admitted users count as users who gave up',
    'that no user gives up',
    ' - (seen.admitted - before.admitted) - seen.present',
    ' - seen.present',
  ],
  [
    'the first guess is never forgotten',
    'to forget the first guess',
    'guess: guess * (1 - gain)',
    'guess',
  ],
])('negative control: an estimator in which %s is caught', async (_, property, right, wrong) => {
  const found = learnt(await spoilt(right, wrong));
  expect(found[property]).toBe(false);
});
