import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { fanOf } from '../testing/client.ts';
import { type Goer, isTryAgain } from '../testing/crowd.ts';
import { people } from '../testing/factories.ts';
import { before, comesAbout, expectEveryoneBack, type Losable, Sale, startLosable } from '../testing/loss.ts';
import { inversionsIn, repeatedIn } from '../testing/order.ts';

const msMax = 90_000;

describe.skipIf(redisOnPath() === undefined)('a line whose store is lost begins anew, with everybody at their place', () => {
  let house: Losable;
  beforeAll(async () => void (house = await startLosable()), msMax);
  afterAll(() => house.close());

  test('where Redis is killed and started again with its log: the last second may be missing', { timeout: msMax }, async () => {
    const sale = await Sale.begin(house);
    const was = await before(sale);
    await house.redis.kill();
    await comesAbout('the line is away', async () => (await sale.refusals()).every(isTryAgain));
    await house.redis.restart();
    await expectEveryoneBack(sale, was, { dataLost: true });
  });

  test(
    'where the last second is missing: what was told in it holds, and no number is given twice',
    { timeout: msMax },
    async () => {
      const sale = await Sale.begin(house);
      const bytes = house.redis.logBytes();
      const [leaving, next] = [sale.inside.shift(), sale.waiting.shift()] as [Goer, Goer];
      await sale.crowd.leave(leaving);
      await comesAbout('the next one is told that it is their turn', () => next.turns.length === 1);
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
});

test('negative control: a line that begins its numbers again is caught by the same measures', () => {
  const at = (userId: string, number: number, admittedAt: number) => ({ userId, number, admittedAt });
  const good = [at('first', 1, 10), at('second', 2, 20), at('third', 3, 20)];
  expect(inversionsIn(good)).toBe(0);
  const begunAgain = [at('first', 1, 10), at('second', 2, 30), at('newcomer', 1, 20)];
  expect(repeatedIn(begunAgain.map(({ number }) => number))).toEqual([1]);
  expect(inversionsIn([at('first', 1, 10), at('second', 2, 30), at('newcomer', 3, 20)])).toBe(1);
  expect(repeatedIn([...good, at('first', 4, 40)].map(({ userId }) => userId))).toEqual(['first']);
});
