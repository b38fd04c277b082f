import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { createRedis, type RedisClient } from '../../redis/redis.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { VirtualUser } from '#tests/support/virtual-user.ts';
import { people } from '#tests/support/factories.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import { expectRecovery, type Losable, Sale, startLosable } from '#tests/support/redis-loss.ts';
import { type Admitted, overtakes, repeatedIn } from '#tests/support/admission-order.ts';
import { isTryAgain } from '#tests/support/refused.ts';
import type { PlaceState } from '../redis/commands.ts';

const msMax = 90_000;

describe.skipIf(redisOnPath() === undefined)(
  'a queue that Redis lost begins a new epoch with all places kept',
  () => {
    let losable: Losable;
    beforeAll(async () => void (losable = await startLosable()), msMax);
    afterAll(() => losable.close());

    test(
      'if Redis is killed and restarted from its log, which may lack the last second',
      { timeout: msMax },
      async () => {
        const sale = await Sale.begin(losable);
        const kill = async () => {
          await losable.redis.kill();
          await eventually('the queue is unavailable', async () =>
            (await sale.refusals()).every(isTryAgain),
          );
          await losable.redis.restart();
        };
        await expectRecovery(sale, kill, { dataLost: true });
      },
    );

    test(
      'if the last second is missing: what was announced in it holds, and no number is issued twice',
      { timeout: msMax },
      async () => {
        const sale = await Sale.begin(losable);
        const bytes = losable.redis.logBytes();
        const [leaving, next] = [sale.inside.shift(), sale.waiting.shift()] as [
          VirtualUser,
          VirtualUser,
        ];
        await sale.users.leave(leaving);
        await eventually('the next admission is announced', () => next.turns.length === 1);
        sale.inside.push(next);
        sale.ended.push(leaving);
        const fans = (await people(losable.stores.db, 6)).map(fanOf);
        sale.waiting.push(...(await Promise.all(fans.map((fan) => sale.users.join(fan)))));
        const loseLastSecond = async () => {
          await losable.redis.kill();
          expect(losable.redis.logBytes()).toBeGreaterThan(bytes);
          losable.redis.cutLogTo(bytes);
          await losable.redis.restart();
        };
        await expectRecovery(sale, loseLastSecond, { dataLost: true });
      },
    );

    test('if Redis is flushed', { timeout: msMax }, async () => {
      const sale = await Sale.begin(losable);
      const flush = () => losable.redis.ask((client) => client.flushall());
      await expectRecovery(sale, flush, { dataLost: true });
    });

    test('if an empty server replaces it at the same port', { timeout: msMax }, async () => {
      const sale = await Sale.begin(losable);
      const replace = async () => {
        await losable.redis.kill();
        losable.redis.forgetData();
        await losable.redis.restart();
      };
      await expectRecovery(sale, replace, { dataLost: true });
    });
  },
);

/**
 * Simulates a loss of Redis, after which a newcomer joins before three earlier users rejoin.
 * Returns the admissions from first to last.
 */
async function admittedAfterLoss(
  redis: RedisClient,
  { base, heldMs }: { base: number; heldMs: number },
): Promise<Admitted[]> {
  const queue = new ClockedQueue(redis);
  const policy = { capacity: 1, recoveryMs: 5_000 };
  await queue.open(policy);
  for (const user of ['first', 'second', 'third']) await queue.join(user);
  await queue.clear();
  await queue.open(policy, { epoch: 2, base, heldMs, turns: [['first', 1, 0, 600_000]] });
  const { number } = (await queue.join('newcomer')) as PlaceState;
  await queue.run('leave', 2, 'first', '', 'LEFT');
  await queue.pass(1_000);
  await queue.run('rejoin', 2, 1, 'second', 2, 'third', 3);
  const admissions: Admitted[] = [];
  for (let ticks = 0; ticks < 10; ticks++) {
    await queue.pass(1_000);
    for (const [userId, own] of Object.entries({ second: 2, third: 3, newcomer: number })) {
      const place = await queue.status(userId, own);
      if (place.state !== 'ACTIVE') continue;
      admissions.push({ userId, number: place.number, admittedAt: place.admittedAt ?? 0 });
      await queue.run('leave', 2, userId, '', 'LEFT');
    }
  }
  await queue.clear();
  return admissions;
}

test('negative control: a queue that restarts its numbers, or has no recovery window, is caught by the same measures', async () => {
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
