import type { EtaPolicy } from '#server/queue/estimate/eta.ts';
import { normal, type Random, seededRandom } from './simulation.ts';
import type { Scenario } from './scenario.ts';

/**
 * Returns a generator of arrival times in seconds from the opening. The fraction `share` of users
 * arrives up to 30 minutes before the opening. All other users arrive within `laterSeconds` after
 * the opening.
 */
const users = (share: number, laterSeconds: number) => (random: Random) =>
  random() < share ? -1_800 * random() ** 3 : laterSeconds * random();

/**
 * Returns a generator of turn lengths in seconds with the median `middleSeconds`. One turn in six
 * is longer than median × `factor`; one turn in six is shorter than median ÷ `factor`.
 */
const turns =
  (middleSeconds: number, factor = 1.7) =>
  (random: Random) =>
    Math.max(5, middleSeconds * Math.exp(Math.log(factor) * normal(random)));

const policy = (given: Partial<EtaPolicy> = {}): EtaPolicy => ({
  capacity: 100,
  ratePerMinute: 600,
  sessionMs: 600_000,
  ...given,
});

const usual = { people: 2_500, arrivesAt: users(0.8, 1_200), turnSeconds: turns(150) } as const;
const human = { noShows: 0.08, giveUpPerHour: 30, vanish: 0.03 };

export const scenarios: Scenario[] = [
  {
    ...usual,
    ...human,
    name: 'the rate limits',
    people: 6_000,
    policy: policy({ capacity: 2_500 }),
  },
  {
    ...usual,
    ...human,
    name: 'a slow rate limits',
    people: 1_500,
    policy: policy({ ratePerMinute: 40, capacity: 500 }),
  },
  { ...usual, ...human, name: 'the capacity limits', policy: policy() },
  { ...usual, ...human, name: 'rate and capacity are near', policy: policy({ ratePerMinute: 40 }) },
  { ...usual, ...human, name: 'a small capacity', people: 300, policy: policy({ capacity: 10 }) },
  {
    ...usual,
    ...human,
    name: 'five at a time',
    people: 120,
    policy: policy({ capacity: 5, ratePerMinute: 300 }),
  },
  { ...usual, name: 'no user gives up', policy: policy() },
  {
    ...usual,
    noShows: 0.3,
    giveUpPerHour: 30,
    vanish: 0.1,
    name: 'three in ten do not claim their turn',
    policy: policy(),
  },
  {
    ...usual,
    noShows: 0.1,
    giveUpPerHour: 200,
    vanish: 0.2,
    name: 'an impatient users',
    policy: policy(),
  },
  { ...usual, ...human, name: 'short turns', turnSeconds: turns(60), policy: policy() },
  {
    ...usual,
    ...human,
    name: 'long turns',
    people: 1_500,
    turnSeconds: turns(400, 1.4),
    policy: policy(),
  },
  {
    ...usual,
    ...human,
    name: 'equal turns',
    turnSeconds: (random) => 170 + 20 * random(),
    policy: policy(),
  },
  {
    ...usual,
    ...human,
    name: 'half browse, half buy',
    turnSeconds: (random) => (random() < 0.5 ? turns(30)(random) : turns(280, 1.4)(random)),
    policy: policy(),
  },
  {
    ...usual,
    ...human,
    name: 'users arrive one by one',
    arrivesAt: (random) => 3_000 * random(),
    policy: policy(),
  },
  {
    ...usual,
    ...human,
    name: 'turns grow longer as seats run out',
    turnSeconds: (random, at) => turns(120 + Math.min(120, at / 20))(random),
    policy: policy(),
  },
  {
    ...usual,
    ...human,
    name: 'the capacity is doubled',
    policy: policy(),
    changes: [{ at: 900, policy: { capacity: 200 } }],
  },
  {
    ...usual,
    ...human,
    name: 'the capacity is halved',
    people: 1_800,
    policy: policy(),
    changes: [{ at: 900, policy: { capacity: 50 } }],
  },
  {
    ...usual,
    ...human,

    name: 'the rate is halved',
    people: 6_000,
    policy: policy({ capacity: 2_500 }),
    changes: [{ at: 240, policy: { ratePerMinute: 300 } }],
  },
  {
    ...usual,
    ...human,

    name: 'the rate is doubled',
    people: 6_000,
    policy: policy({ capacity: 4_000 }),
    changes: [{ at: 240, policy: { ratePerMinute: 1_200 } }],
  },
  {
    ...usual,
    ...human,
    name: 'a pause of five minutes',
    policy: policy(),
    pauses: [{ from: 900, to: 1_200 }],
  },
  {
    ...usual,
    ...human,
    name: 'three pauses of a minute',
    policy: policy(),
    pauses: [600, 1_200, 1_800].map((from) => ({ from, to: from + 60 })),
  },
  {
    ...usual,
    ...human,
    name: 'Redis is lost',
    arrivesAt: users(1, 0),
    policy: policy(),
    outage: { at: 900, seconds: 30 },
  },
];

/** Returns a sale with random parameters; equal seeds give equal parameters. */
export function randomSale(seed: number): Scenario {
  const random = seededRandom(seed + 1_000);
  const between = (low: number, high: number) => low * (high / low) ** random();
  const capacity = Math.round(between(5, 500));
  const middleSeconds = between(50, 400);
  const rate = Math.ceil(((60 * capacity) / middleSeconds) * between(0.7, 20));
  return {
    name: 'any',

    people: Math.round(Math.min(6_000, capacity * between(4, 25))),
    arrivesAt: users(random(), between(300, 3_000)),
    turnSeconds: turns(middleSeconds, between(1.1, 2.2)),
    policy: policy({ capacity, ratePerMinute: rate }),
    noShows: 0.3 * random(),
    giveUpPerHour: 100 * random(),
    vanish: 0.15 * random(),
  };
}
