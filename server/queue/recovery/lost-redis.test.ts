import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { createRedis, type RedisClient } from '../../redis/redis.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { VirtualUser } from '#tests/support/virtual-user.ts';
import { people } from '#tests/support/factories.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import {
  before,
  expectEveryoneBack,
  type Losable,
  Sale,
  startLosable,
} from '#tests/support/redis-loss.ts';
import { type Admitted, overtakes, repeatedIn } from '#tests/support/admission-order.ts';
import { isTryAgain } from '#tests/support/refused.ts';
import type { PlaceState } from '../redis/commands.ts';

const msMax = 90_000;

describe.skipIf(redisOnPath() === undefined)(
  'a line whose store is lost begins anew, with everybody at their place',
  () => {
    let house: Losable;
    beforeAll(async () => void (house = await startLosable()), msMax);
    afterAll(() => house.close());

    test(
      'where Redis is killed and started again with its log: the last second may be missing',
      { timeout: msMax },
      async () => {
        const sale = await Sale.begin(house);
        const was = await before(sale);
        await house.redis.kill();
        await eventually('the line is away', async () => (await sale.refusals()).every(isTryAgain));
        await house.redis.restart();
        await expectEveryoneBack(sale, was, { dataLost: true });
      },
    );

    test(
      'where the last second is missing: what was told in it holds, and no number is given twice',
      { timeout: msMax },
      async () => {
        const sale = await Sale.begin(house);
        const bytes = house.redis.logBytes();
        const [leaving, next] = [sale.inside.shift(), sale.waiting.shift()] as [
          VirtualUser,
          VirtualUser,
        ];
        await sale.crowd.leave(leaving);
        await eventually(
          'the next one is told that it is their turn',
          () => next.turns.length === 1,
        );
        sale.inside.push(next);
        sale.spent.push(leaving);
        const fans = (await people(house.stores.db, 6)).map(fanOf);
        sale.waiting.push(...(await Promise.all(fans.map((fan) => sale.crowd.join(fan)))));
        const was = await before(sale);
        await house.redis.kill();
        expect(house.redis.logBytes()).toBeGreaterThan(bytes);
        house.redis.cutLogTo(bytes);
        await house.redis.restart();
        await expectEveryoneBack(sale, was, { dataLost: true });
      },
    );

    test('where somebody else flushes it', { timeout: msMax }, async () => {
      const sale = await Sale.begin(house);
      const was = await before(sale);
      await house.redis.ask((client) => client.flushall());
      await expectEveryoneBack(sale, was, { dataLost: true });
    });

    test('where an empty server takes its place at the same port', { timeout: msMax }, async () => {
      const sale = await Sale.begin(house);
      const was = await before(sale);
      await house.redis.kill();
      house.redis.forgetData();
      await house.redis.restart();
      await expectEveryoneBack(sale, was, { dataLost: true });
    });
  },
);

/** Three join, the store is lost, somebody new joins before the others are back, and all get in one after the other. */
async function admittedAfterLoss(
  redis: RedisClient,
  { base, heldMs }: { base: number; heldMs: number },
): Promise<Admitted[]> {
  const line = new ClockedQueue(redis);
  const policy = { capacity: 1, recoveryMs: 5_000 };
  await line.open(policy);
  for (const user of ['first', 'second', 'third']) await line.join(user);
  await line.clear();
  await line.open(policy, { epoch: 2, base, heldMs, turns: [['first', 1, 0, 600_000]] });
  const { number } = (await line.join('newcomer')) as PlaceState;
  await line.run('leave', 2, 'first', '', 'LEFT');
  await line.pass(1_000);
  await line.run('rejoin', 2, 1, 'second', 2, 'third', 3);
  const admissions: Admitted[] = [];
  for (let beats = 0; beats < 10; beats++) {
    await line.pass(1_000);
    for (const [userId, own] of Object.entries({ second: 2, third: 3, newcomer: number })) {
      const standing = await line.status(userId, own);
      if (standing.state !== 'ACTIVE') continue;
      admissions.push({ userId, number: standing.number, admittedAt: standing.admittedAt ?? 0 });
      await line.run('leave', 2, userId, '', 'LEFT');
    }
  }
  await line.clear();
  return admissions;
}

test('negative control: a line that begins its numbers again, or holds nobody, is caught by the same measures', async () => {
  const redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '');
  onTestFinished(() => redis.disconnect());
  const numbersGivenTwice = (admissions: Admitted[]) =>
    repeatedIn([1, ...admissions.map(({ number }) => number)]);
  const good = await admittedAfterLoss(redis, { base: 4_096, heldMs: 5_000 });
  expect(good.map(({ userId }) => userId)).toEqual(['second', 'third', 'newcomer']);
  expect([overtakes(good).length, numbersGivenTwice(good)]).toEqual([0, []]);
  const begunAgain = await admittedAfterLoss(redis, { base: 0, heldMs: 5_000 });
  expect(numbersGivenTwice(begunAgain)).toEqual([1]);
  const hurried = await admittedAfterLoss(redis, { base: 4_096, heldMs: 0 });
  expect(overtakes(hurried).length).toBe(2);
  expect(repeatedIn([...good, ...good].map(({ userId }) => userId))).toEqual([
    'second',
    'third',
    'newcomer',
  ]);
});
