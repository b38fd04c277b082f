import { afterAll, beforeAll, expect, test } from 'vitest';
import { log } from '../config/log.ts';
import { aPerson, aPerformance, people, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { tick, persistEndedPlaces, persistQueueEnds } from './ticker.ts';
import { queueMetrics } from './metrics.ts';
import { queueCounts, join, leave } from './queue.ts';
import { logKeyOf } from './redis/commands.ts';
import type { Place, Revoked } from './token/token.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences errors that the tests provoke
  stores = await testStores();
});
afterAll(() => stores.close());

const unavailable = () => Promise.reject(new Error('the database is unavailable'));

async function endedPlaces(show: PerformanceIds, count: number): Promise<Place[]> {
  const ended = [];
  for (const person of await people(stores.db, count)) {
    ended.push(await admitted(stores, show, person));
    await leave(stores, person, show.concertId);
  }
  return ended;
}

const queueOf = ({ concertId }: PerformanceIds) => ({ concertId, epoch: 2 });

test('each ended place is passed on, oldest first, and deleted only once it is persisted', async () => {
  const show = await aPerformance(stores.db);
  const ended = await endedPlaces(show, 3);
  await expect(persistQueueEnds(stores, queueOf(show), unavailable)).rejects.toThrow(
    'the database is unavailable',
  );
  expect(await stores.redis.xlen(logKeyOf(show.concertId))).toBe(3);
  const taken: Revoked[] = [];
  const take = (revoked: Revoked[]) => Promise.resolve(taken.push(...revoked) > 0);
  await persistQueueEnds(stores, queueOf(show), take);
  expect(taken).toMatchObject(ended);
  await persistQueueEnds(stores, queueOf(show), take);
  expect(taken).toHaveLength(3);
});

test('two instances that persist ends at once lose none', async () => {
  const show = await aPerformance(stores.db);
  const ended = await endedPlaces(show, 6);
  const taken = new Set<string>();
  const take = (revoked: Revoked[]) => {
    for (const { userId } of revoked) taken.add(userId);
    return Promise.resolve(true);
  };
  await Promise.all([
    persistQueueEnds(stores, queueOf(show), take),
    persistQueueEnds(stores, queueOf(show), take),
  ]);
  expect(taken).toEqual(new Set(ended.map(({ userId }) => userId)));
  expect(await stores.redis.xlen(logKeyOf(show.concertId))).toBe(0);
});

test('negative control: deleting an end before it is persisted loses it', async () => {
  const show = await aPerformance(stores.db);
  await endedPlaces(show, 1);
  const forgetThenHandOver = async () => {
    for (const [id] of await stores.redis.xrange(logKeyOf(show.concertId), '-', '+')) {
      await stores.redis.xdel(logKeyOf(show.concertId), id);
      await unavailable();
    }
  };
  await expect(forgetThenHandOver()).rejects.toThrow('the database is unavailable');
  expect(await stores.redis.xlen(logKeyOf(show.concertId))).toBe(0);
});

test('a tick admits the next user after an unclaimed turn, and no queue waits for the failure of another', async () => {
  const troubled = await aPerformance(stores.db);
  await endedPlaces(troubled, 1);
  const { concertId } = await aPerformance(stores.db, { capacity: 1, claimSeconds: 1 });
  const [first, second] = [await aPerson(stores.db), await aPerson(stores.db)];
  await join(stores, first, concertId);
  const { number } = await join(stores, second, concertId);
  const ended: Revoked[] = [];
  await until(async () => {
    await tick(stores);
    await persistEndedPlaces(stores, (places) =>
      places[0]?.concertId === troubled.concertId
        ? unavailable()
        : Promise.resolve(ended.push(...places) > 0),
    );
    return ended.some((place) => place.concertId === concertId);
  });
  expect(ended.filter((place) => place.concertId === concertId)).toMatchObject([
    { userId: first, number },
  ]);
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 0, active: 1 });
});

const ticksLate = () => Number(/^jari_ticks_late_total (\d+)/m.exec(queueMetrics([]))?.[1]);

test('a late tick is counted, once for each queue', async () => {
  const queues = await stores.db.concert.count();
  const before = ticksLate();
  for (const now of [0, 500, 1_000]) await tick(stores, () => now);
  expect(ticksLate()).toBe(before);
  await tick(stores, () => 3_000);
  expect(ticksLate()).toBe(before + queues);
});
