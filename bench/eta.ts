// Compares the wait estimate with a simple estimate from the admission rate, over many simulated
// queues. The scores are the share of correct ranges, the range width and the jumps between
// answers.
import { randomSale, scenarios } from '#tests/simulation/eta-scenarios.ts';
import { byPace, measured, type Score, score, accuracyOf } from '#tests/simulation/eta-score.ts';
import type { Scenario } from '#tests/simulation/scenario.ts';
import { simulate } from '#tests/simulation/simulated-queue.ts';

const seeds = [1, 2, 3, 4, 5];
/** The simulation records one of every `watchEvery` users. */
const watchEvery = 10;
const anySaleCount = 40;
const firstAnySale = 1_000;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const cells = ({ coverage, foreseeable, width, jump }: Score) =>
  [percent(coverage), percent(foreseeable), width.toFixed(2), percent(jump)]
    .map((cell) => cell.padStart(7))
    .join('');
const row = (name: string, ours: string, theirs: string) =>
  console.log(`${name.padEnd(36)}|${ours}  |${theirs}`);
const columns = ['held', 'known', 'width', 'jump'].map((name) => name.padStart(7)).join('');

export function benchEta(): Promise<void> {
  console.log(
    'held: share of ranges that contain the wait; known: the same without unforeseeable events; width: range ÷ wait, median;',
  );
  console.log('jump: one answer in 20 moves by more than this share of the previous answer.');
  row('', 'measured turns'.padStart(28), 'pace'.padStart(28));
  row('', columns, columns);
  const queues = [
    ...scenarios.map((scenario) => [scenario.name, coursesOf(scenario)] as const),
    ['any sale', anySales()] as const,
  ];
  const scores = queues.map(([name, courses]) => {
    const [ours, theirs] = [score(courses, measured), score(courses, byPace)];
    row(name, cells(ours), cells(theirs));
    return { ours, theirs };
  });
  for (const [name, of] of [
    ['measured turns', 'ours'],
    ['pace', 'theirs'],
  ] as const) {
    const { coverage, least, jump } = accuracyOf(scores.map((pair) => pair[of]));
    console.log(
      `${name}: held ${percent(coverage)} on average, ${percent(least)} at least, jump ${percent(jump)}`,
    );
  }
  return Promise.resolve();
}

/** Simulates random sales outside the set that tuned the estimate. */
const anySales = () =>
  Array.from({ length: anySaleCount }, (_, at) =>
    simulate(randomSale(firstAnySale + at), at, watchEvery),
  );

const coursesOf = (scenario: Scenario) => seeds.map((seed) => simulate(scenario, seed, watchEvery));
