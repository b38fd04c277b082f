import { expect, test } from 'vitest';
import { randomSale, scenarios } from '#tests/simulation/eta-scenarios.ts';
import {
  byPace,
  type Estimator,
  measured,
  score,
  accuracyOf,
} from '#tests/simulation/eta-score.ts';
import { simulate } from '#tests/simulation/simulated-queue.ts';

// `npm run bench -- eta` runs more sales than this test.
const recordEvery = 40;
const sales = Array.from({ length: 8 }, (_, at) => randomSale(1_000 + at));
const courses = [
  ...scenarios.map((scenario) => [simulate(scenario, 7, recordEvery)]),
  sales.map((sale, at) => simulate(sale, at, 10)),
];
/** Thresholds: minimum mean coverage, minimum coverage per scenario, and maximum mean jump. */
const coverageMin = 0.75;
const leastMin = 0.5;
const jumpMax = 0.1;

const accuracy = (estimator: Estimator) =>
  accuracyOf(courses.map((some) => score(some, estimator)));

test('over all kinds of sales, at least 75 % of the ranges hold, at least half in each scenario, and the range does not jump', () => {
  const { coverage, least, jump } = accuracy(measured);
  expect(coverage).toBeGreaterThanOrEqual(coverageMin);
  expect(least).toBeGreaterThanOrEqual(leastMin);
  expect(jump).toBeLessThanOrEqual(jumpMax);
});

test('negative control: position ÷ pace fails these thresholds, and so does a range of half the width', () => {
  const simple = accuracy(byPace);
  expect(simple.least).toBeLessThan(leastMin);
  expect(simple.jump).toBeGreaterThan(jumpMax);
  const halved: Estimator = (ticks) => {
    const estimate = measured(ticks);
    return (poll) => {
      const range = estimate(poll);
      if (range === null) return null;
      const quarter = (range.high - range.low) / 4;
      return { low: range.low + quarter, high: range.high - quarter };
    };
  };
  expect(accuracy(halved).coverage).toBeLessThan(coverageMin);
});

test('the same seed gives the same simulated queue, another seed another', () => {
  const [sale = expect.fail()] = sales;
  const [one, again, other] = [simulate(sale, 1, 50), simulate(sale, 1, 50), simulate(sale, 2, 50)];
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});
