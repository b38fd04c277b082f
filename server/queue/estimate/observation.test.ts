import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import type { Policy } from '../policy/policy.ts';
import { type EstimatorState, measure } from './estimator.ts';
import { serializeEstimator } from './serialized-estimator.ts';

let redis: RedisClient;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
afterAll(() => redis.disconnect());

type Step =
  | { what: 'join'; people: number }
  | { what: 'leave'; user: number }
  | { what: 'pass'; ms: number }
  | { what: 'policy'; given: Partial<Policy> };

const durations = { sessionMs: 20_000, claimMs: 6_000, graceMs: 30_000, recoveryMs: 4_000 };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('join' as const),
        people: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('leave' as const), user: fc.nat(1_000) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        what: fc.constant('pass' as const),
        ms: fc.integer({ min: -500, max: 3_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('pass' as const),
        ms: fc.integer({ min: 3_000, max: 9_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('policy' as const),
        given: fc.record({
          capacity: fc.integer({ min: 1, max: 12 }),
          ratePerMinute: fc.integer({ min: 20, max: 600 }),
          pauseReason: fc.constantFrom(null, null, null, 'rain'),
        }),
      }),
    },
  ),
  { minLength: 20, maxLength: 50, size: 'max' },
);

/**
 * Plays steps on a queue in a real Redis. Feeds the estimator a snapshot after each step and tick.
 */
class ObservedQueue {
  readonly #queue: ClockedQueue;
  #policy = { capacity: 4, ratePerMinute: 300, ...durations } as Policy;
  #joined = 0;
  #state: EstimatorState | null = null;
  turnsCounted = 0;

  constructor(broken?: (script: string) => string) {
    this.#queue = new ClockedQueue(redis, broken);
  }

  async play(all: Step[]): Promise<void> {
    await this.#queue.open(this.#policy);
    for (const step of all) {
      await this.#take(step);
      await this.#queue.tick(this.#policy);
      await this.#compare();
    }
    await this.#queue.clear();
  }

  async #take(step: Step): Promise<void> {
    if (step.what === 'pass') this.#queue.nowMs += step.ms;
    else if (step.what === 'policy') this.#policy = { ...this.#policy, ...step.given };
    else if (step.what === 'leave')
      await this.#queue.run(
        'leave',
        this.#queue.epoch,
        `user-${String(step.user % (this.#joined + 1))}`,
        '',
        'LEFT',
      );
    else
      for (let more = 0; more < step.people; more++)
        await this.#queue.join(`user-${String(this.#joined++)}`);
  }

  /** Asserts that a snapshot has the same figures as the queue's other commands. */
  async #compare(): Promise<void> {
    const queue = this.#queue;
    const snapshot = await queue.snapshot({ from: 0, bits: Buffer.alloc(0) });
    if (snapshot === 'STALE') throw new Error('a snapshot of a lost queue');
    const { figures } = snapshot;
    const { waiting: present, active } = await queue.counts();
    const [admitted, joined] = await redis.hmget(queue.key('counters'), 'admitted', 'joins');
    const heldMs = Number(await redis.hget(queue.key('meta'), 'heldUntil')) - queue.nowMs;
    const isHeld = heldMs > 0 && heldMs <= 2 * durations.recoveryMs;
    const seen = {
      at: queue.nowMs,
      open: this.#policy.pauseReason == null && !isHeld,
      admitted: Number(admitted),
      joined: Number(joined),
      active,
      present,
    };
    const { now: at, open, active: read, present: live, counters, estimator } = figures;
    const { admitted: admissions, joins } = counters;
    expect({ at, open, admitted: admissions, joined: joins, active: read, present: live }).toEqual(
      seen,
    );
    expect(estimator ?? null).toEqual(this.#state);
    const before = this.#state;
    this.#state = measure(before, seen, this.#policy);
    if (before !== null && this.#state.turns !== before.turns) this.turnsCounted++;
    await queue.tick(undefined, 0, undefined, serializeEstimator(this.#state));
  }
}

/** Steps that keep more users in the queue than its capacity. */
const busy: Step[] = Array.from({ length: 60 }, (_, at): Step => {
  if (at % 5 === 0) return { what: 'join', people: 3 };
  return at % 7 === 3 ? { what: 'leave', user: Math.floor(at / 3) } : { what: 'pass', ms: 1_000 };
});

test('a snapshot feeds the estimator with the figures of the queue’s other commands, and returns the state that a tick stored', async () => {
  let turnsCounted = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const queue = new ObservedQueue();
      await queue.play(all);
      turnsCounted += queue.turnsCounted;
    }),
    { numRuns: 9, examples: [[busy]] },
  );
  expect(turnsCounted).toBeGreaterThanOrEqual(9); // `busy` alone updates the mean turn 9 times
});

test.each([
  ['a queue that admits no user', 'open = isAdmitting(policy)', 'open = true'],
  ['joins', 'figures.counters[counters[at]] =', 'figures.counters.none ='],
  ['the stored state', "'estimator', ARGV[6]", "'estimator', '[]'"],
])('negative control: a snapshot that is wrong about %s is caught', async (_, right, wrong) => {
  const paused = { what: 'policy', given: { pauseReason: 'rain' } } as const;
  const all = [...busy, paused, { what: 'pass', ms: 8_000 } as const];
  await new ObservedQueue().play(all);
  let isThere = false;
  const broken = (script: string): string => {
    isThere ||= script.includes(right);
    return script.replace(right, wrong);
  };
  await expect(new ObservedQueue(broken).play(all)).rejects.toThrow();
  expect(isThere).toBe(true);
});

test('a place’s state says whether users are admitted: not before the opening, paused, recovering, or after the close', async () => {
  const queue = new ClockedQueue(redis);
  const opensAt = queue.nowMs + 10_000;
  const closesAt = opensAt + 60_000;
  const policy = { capacity: 1, ...durations, opensAt, closesAt, recoveryMs: 3_000 };
  await queue.open(policy);
  const { number } = (await queue.join('first')) as { number: number };
  await queue.join('second');
  const isOpen = async (): Promise<boolean> => {
    await queue.tick();
    return (await queue.status('second', number + 1)).open;
  };
  expect(await isOpen()).toBe(false);
  await queue.pass(10_000);
  expect(await isOpen()).toBe(true);
  await queue.tick({ ...policy, pauseReason: 'rain' });
  expect(await isOpen()).toBe(false);
  await queue.tick(policy);
  expect(await isOpen()).toBe(true);
  queue.nowMs += 5_001; // a gap of more than 5 s between ticks begins the recovery time
  expect(await isOpen()).toBe(false);
  await queue.pass(3_000);
  expect(await isOpen()).toBe(true);
  await queue.pass(60_000);
  expect(await isOpen()).toBe(false);
  await queue.clear();
});
