import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '#scripts/lib/wait.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { VirtualUsers } from '#tests/support/virtual-user.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import { canHaveOddClocks, oddClock } from '#tests/support/environment.ts';
import { type Admitted, overtakes, repeatedIn } from '#tests/support/admission-order.ts';
import { excessOverRate, mostAtOnce, type Turn } from '#tests/support/admission-rate.ts';
import { isTryAgain } from '#tests/support/refused.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { keysOf } from './redis/commands.ts';

const msMax = 120_000;
const sessionSeconds = 600;
const patience = { everyMs: 50, msMax: 60_000 };

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Creates users who join at random instances and leave upon admission. */
async function usersAt(
  instances: readonly Instance[],
  policy: { capacity: number; ratePerMinute: number },
  count: number,
): Promise<VirtualUsers> {
  const { concertId } = await aPerformance(stores.db, { ...policy, sessionSeconds });
  const virtualUsers = new VirtualUsers(instances, { concertId, sessionSeconds }, 500);
  onTestFinished(() => virtualUsers.stop());
  const fans = (await people(stores.db, count)).map(fanOf);
  await Promise.all(fans.map((fan) => virtualUsers.join(fan, { leavesAtOnce: true })));
  return virtualUsers;
}

const hadTurns =
  (virtualUsers: VirtualUsers, count = virtualUsers.users.length) =>
  () =>
    virtualUsers.users.filter(({ turns, leavesAtOnce }) => turns.length > 0 && !leavesAtOnce)
      .length >= count;

describe.skipIf(!canHaveOddClocks)('five instances, two with clocks ten minutes off', () => {
  let instances: Instance[];
  beforeAll(async () => {
    const settings = [{}, {}, {}, oddClock(10), oddClock(-10)];
    instances = await Promise.all(settings.map((own) => startInstance(own)));
  }, msMax);
  afterAll(() => Promise.all(instances.map((instance) => instance.stop())));

  test(
    'admit by number, capacity and rate, while one is killed and one hangs',
    { timeout: msMax },
    async () => {
      const [killed, hanging] = instances as [Instance, Instance];
      const [small, slow] = [
        { capacity: 10, ratePerMinute: 600_000 },
        { capacity: 1_000, ratePerMinute: 600 },
      ];
      const [inSmall, inSlow] = await Promise.all([
        usersAt(instances, small, 100),
        usersAt(instances, slow, 100),
      ]);
      expect(await pollUntil(hadTurns(inSmall, 20), patience)).toBe(true);
      for (const { instances } of [inSmall, inSlow])
        for (const gone of [killed, hanging]) instances.delete(gone);
      process.kill(hanging.pid, 'SIGSTOP');
      await killed.kill('SIGKILL');
      const since = performance.now();
      await pollUntil(() => performance.now() - since > 4_000, patience);
      process.kill(hanging.pid, 'SIGCONT');
      for (const { instances } of [inSmall, inSlow]) instances.add(hanging);
      for (const virtualUsers of [inSmall, inSlow]) {
        expect(await pollUntil(hadTurns(virtualUsers), patience)).toBe(true);
        expect(overtakes(virtualUsers.admissions).length).toBe(0);
        expect(virtualUsers.admissions.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
          Array.from({ length: 100 }, (_, at) => at + 1),
        );
        expect(repeatedIn(virtualUsers.admissions.map(({ userId }) => userId))).toEqual([]);
        expect(virtualUsers.refused.filter((refused) => !isTryAgain(refused))).toEqual([]);
      }
      expect(mostAtOnce(inSmall.users.flatMap(({ turns }) => turns))).toBe(small.capacity);
      expect(
        excessOverRate(
          inSlow.users.flatMap(({ turns }) => turns),
          slow.ratePerMinute,
        ),
      ).toBeLessThanOrEqual(0);
      expect(
        excessOverRate(
          inSlow.users.flatMap(({ turns }) => turns),
          slow.ratePerMinute,
        ),
      ).toBeGreaterThan(-2);
    },
  );

  test(
    'fill free capacity within one tick, even if no user polls',
    { timeout: msMax },
    async () => {
      const [capacity, claimMs] = [3, 2_000];
      const { concertId } = await aPerformance(stores.db, {
        capacity,
        claimSeconds: claimMs / 1_000,
      });
      const virtualUsers = new VirtualUsers(instances.slice(1), { concertId, sessionSeconds });
      onTestFinished(() => virtualUsers.stop());
      const fans = (await people(stores.db, 12)).map(fanOf);
      const admittedAt = new Map<number, number>();
      const places = keysOf(concertId).find((key) => key.endsWith(':places')) ?? '';
      const areAllAdmitted = async () => {
        for (const place of (await stores.redis.hvals(places)).map(
          (text) => JSON.parse(text) as Admitted,
        ))
          admittedAt.set(place.number, place.admittedAt);
        return admittedAt.size === 12;
      };
      const allAdmitted = pollUntil(areAllAdmitted, patience);
      for (const fan of fans) await virtualUsers.join(fan, { isPolling: false });
      expect(await allAdmitted).toBe(true);
      const times = [...admittedAt].sort(([a], [b]) => a - b).map(([, at]) => at);
      const waits = times.slice(capacity).map((at, free) => at - ((times[free] ?? 0) + claimMs));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...waits)).toBeLessThanOrEqual(1_500);
    },
  );
});

/** Returns the turns of 24 users, each of whom leaves one tick after admission. */
async function turnsOf(
  queue: ClockedQueue,
  policy: { capacity: number; ratePerMinute: number },
): Promise<(Admitted & Turn)[]> {
  const turns = new Map<string, Admitted & Turn>();
  await queue.open(policy);
  const users = Array.from({ length: 24 }, (_, at) => `user-${String(at + 1)}`);
  for (const user of users) await queue.join(user);
  for (let ticks = 0; ticks < 7; ticks++) {
    for (const [at, userId] of users.entries()) {
      const { state, admittedAt = 0, number } = await queue.status(userId, at + 1);
      if (state === 'ACTIVE')
        turns.set(userId, { userId, number, admittedAt, until: queue.nowMs + 1_000 });
    }
    queue.nowMs += 1_000;
    for (const userId of turns.keys()) await queue.run('leave', queue.epoch, userId, '', 'LEFT');
    await queue.tick();
  }
  await queue.clear();
  return [...turns.values()];
}

const few = { capacity: 4, ratePerMinute: 600_000 };
const slowly = { capacity: 1_000, ratePerMinute: 240 };

test.each([
  {
    what: 'capacity',
    policy: few,
    right: 'policy.capacity - occupied()',
    wrong: 'policy.capacity',
  },
  {
    what: 'rate',
    policy: slowly,
    right: 'int(allowance - admitted * ADMISSION)',
    wrong: 'int(allowance)',
  },
  {
    what: 'order',
    policy: few,
    right: 'byte = {}, {}, 0',
    wrong: 'byte = {}, {}, now % 2000 < 1000 and 2 or 0',
  },
])(
  'negative control: a queue that ignores the $what is caught by the same measure',
  async ({ what, policy, right, wrong }) => {
    const isKept = (turns: (Admitted & Turn)[]) => ({
      capacity: mostAtOnce(turns) <= policy.capacity,
      rate: excessOverRate(turns, policy.ratePerMinute) <= 0,
      order: overtakes(turns).length === 0,
    });
    expect(isKept(await turnsOf(new ClockedQueue(stores.redis), policy))).toEqual({
      capacity: true,
      rate: true,
      order: true,
    });
    const mutated = new ClockedQueue(stores.redis, (script) => script.replace(right, wrong));
    expect(isKept(await turnsOf(mutated, policy))).toMatchObject({ [what]: false });
  },
);
