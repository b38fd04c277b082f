import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Measured, measure } from '#tests/simulation/eta-measure.ts';
import { createRedis, type RedisClient } from '../../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import type { Policy } from '../policy/policy.ts';

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

const remembered = [
  'heldMs',
  'counted',
  'turnMs',
  'turns',
  'guess',
  'spread',
  'reach',
  'leaving',
] as const;

/** A line's beats, each with what was there to be seen, and what the store and the simulation's twin made of it. */
class Twins {
  readonly #line: ClockedQueue;
  #policy = { capacity: 4, ratePerMinute: 300, ...durations } as Policy;
  #known: Measured | null = null;
  #joined = 0;
  turnsCounted = 0;

  constructor(broken?: (script: string) => string) {
    this.#line = new ClockedQueue(redis, broken);
  }

  async compare(all: Step[]): Promise<void> {
    await this.#line.open(this.#policy);
    for (const step of all) {
      await this.#take(step);
      await this.#line.tick(this.#policy);
      await this.#compareBeat();
    }
    await this.#line.clear();
  }

  async #take(step: Step): Promise<void> {
    if (step.what === 'pass') this.#line.nowMs += step.ms;
    else if (step.what === 'policy') this.#policy = { ...this.#policy, ...step.given };
    else if (step.what === 'leave')
      await this.#line.run(
        'leave',
        this.#line.epoch,
        `user-${String(step.user % (this.#joined + 1))}`,
        '',
        'LEFT',
      );
    else
      for (let more = 0; more < step.people; more++)
        await this.#line.join(`user-${String(this.#joined++)}`);
  }

  async #compareBeat(): Promise<void> {
    const [{ waiting: present, active }, [admitted, joined], [heldUntil, text]] = await Promise.all(
      [
        this.#line.figures(),
        redis.hmget(this.#line.key('tallies'), 'admitted', 'joins'),
        redis.hmget(this.#line.key('meta'), 'heldUntil', 'measured'),
      ],
    );
    const heldMs = Number(heldUntil) - this.#line.nowMs;
    const open =
      this.#policy.pauseReason == null && !(heldMs > 0 && heldMs <= 2 * durations.recoveryMs);
    const seen = {
      at: this.#line.nowMs,
      open,
      admitted: Number(admitted),
      joined: Number(joined),
      active,
      present,
    };
    const before = this.#known;
    this.#known = measure(before, seen, this.#policy);
    if (before !== null && this.#known.turns !== before.turns) this.turnsCounted++;
    const told = JSON.parse(text ?? 'null') as Measured;
    expect(told).toMatchObject({
      ...this.#known,
      ...Object.fromEntries(remembered.map((name) => [name, expect.any(Number)])),
    });
    for (const name of remembered) {
      const [theirs, its] = [told[name], this.#known[name]];
      expect(
        Math.abs(theirs - its),
        `${name}: ${String(theirs)}, not ${String(its)}`,
      ).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(its)));
    }
  }
}

/** People come, stay a while and go, and more wait than there is room for. */
const busy: Step[] = Array.from({ length: 60 }, (_, at): Step => {
  if (at % 5 === 0) return { what: 'join', people: 3 };
  return at % 7 === 3 ? { what: 'leave', user: Math.floor(at / 3) } : { what: 'pass', ms: 1_000 };
});

test('the line measures what the simulation measures, beat by beat, whatever happens in it', async () => {
  let turnsCounted = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const twins = new Twins();
      await twins.compare(all);
      turnsCounted += twins.turnsCounted;
    }),
    { numRuns: 9, examples: [[busy]] },
  );
  expect(turnsCounted).toBeGreaterThanOrEqual(9); // so many has the example alone
});

test.each([
  ['turns count only when they end', 'ended + BEGUN_SHARE * begun', 'ended'],
  ['what is measured across a gap', 'elapsed <= GAP_MS', 'elapsed <= 1e9'],
  [
    'the rate’s reach is learnt while the capacity limits',
    '<= REACH_ROOM * policy.capacity',
    '<= 1e9',
  ],
  [
    'admitted people count as gone',
    ' - (state.admitted - before.admitted) - state.present',
    ' - state.present',
  ],
  ['the first guess is never forgotten', 'before.guess * (1 - gain)', 'before.guess'],
])('negative control: a line in which %s does not', async (_, right, wrong) => {
  const withGap = [...busy, { what: 'pass', ms: 8_000 } as const, ...busy.slice(0, 20)];
  await new Twins().compare(withGap);
  const broken = (script: string): string => {
    if (script.includes('local function measure()')) expect(script).toContain(right);
    return script.replace(right, wrong);
  };
  await expect(new Twins(broken).compare(withGap)).rejects.toThrow();
});

test('what has been measured is told while people are admitted: not before the opening, paused, held, or after the close', async () => {
  const line = new ClockedQueue(redis);
  const opensAt = line.nowMs + 10_000;
  const policy = {
    capacity: 1,
    ...durations,
    opensAt,
    closesAt: opensAt + 60_000,
    recoveryMs: 3_000,
  };
  await line.open(policy);
  const number = ((await line.join('first')) as { number: number }).number;
  await line.join('second');
  const isTold = async (): Promise<boolean> => {
    await line.tick();
    const { estimate } = await line.status('second', number + 1);
    if (estimate === undefined) return false;
    expect(JSON.parse((await redis.hget(line.key('meta'), 'measured')) ?? '')).toMatchObject(
      estimate,
    );
    expect(Object.keys(estimate)).toHaveLength(7);
    return true;
  };
  expect(await isTold()).toBe(false);
  await line.pass(10_000);
  expect(await isTold()).toBe(true);
  await line.tick({ ...policy, pauseReason: 'rain' });
  expect(await isTold()).toBe(false);
  await line.tick(policy);
  expect(await isTold()).toBe(true);
  line.nowMs += 5_001; // no instance came by: all have the time to be seen again
  expect(await isTold()).toBe(false);
  await line.pass(3_000);
  expect(await isTold()).toBe(true);
  await line.pass(60_000);
  expect(await isTold()).toBe(false);
  await line.clear();
});
