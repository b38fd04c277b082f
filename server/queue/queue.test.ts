import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal } from '../errors.ts';
import { aPerson, aShow, people } from '../testing/factories.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { beat } from './beat.ts';
import { figures, join, leave, requireTurn, status } from './queue.ts';
import { endsKeyOf } from './store.ts';
import { type Place, signQueueToken, verifyQueueToken } from './token.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const placeOf = async (token: string): Promise<Place> =>
  (await verifyQueueToken(token)) ?? Promise.reject(new Error('not our token'));
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (isRefusal(error) ? error.code : error),
  );

test('30 joins of one person at once give one place', async () => {
  const { concertId } = await aShow(stores.db);
  const userId = await aPerson(stores.db);
  const joins = await Promise.all(Array.from({ length: 30 }, () => join(stores, userId, concertId)));
  const numbers = await Promise.all(joins.map(async ({ token }) => (await placeOf(token)).number));
  expect(new Set(numbers)).toEqual(new Set([1]));
});

test('joins at once get distinct, dense numbers, and those who join later stand behind', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const crowd = await people(stores.db, 40);
  const joins = await Promise.all(crowd.map((userId) => join(stores, userId, concertId)));
  const numbers = await Promise.all(joins.map(async ({ token }) => (await placeOf(token)).number));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  expect(await join(stores, await aPerson(stores.db), concertId)).toMatchObject({ state: 'WAITING', position: 40, behind: 0 });
});

test('a crowd that finds the store empty opens the line once: nobody who has joined is forgotten', async () => {
  for (let round = 0; round < 10; round++) {
    const { concertId } = await aShow(stores.db, { capacity: 1 });
    const crowd = await people(stores.db, 12);
    await Promise.all(crowd.map((userId) => join(stores, userId, concertId)));
    expect(await figures(stores, concertId)).toEqual({ waiting: 11, active: 1 });
    expect(await stores.db.concert.findUnique({ where: { id: concertId }, select: { queueEpoch: true } })).toEqual({
      queueEpoch: 2,
    });
  }
});

test('a place that is left lets exactly the next person in, in the order of joining', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const [first = '', second = '', third = ''] = await people(stores.db, 3);
  await join(stores, first, concertId);
  const { token: secondToken } = await join(stores, second, concertId);
  const { token: thirdToken } = await join(stores, third, concertId);
  await leave(stores, first, concertId);
  expect(await status(stores, await placeOf(secondToken))).toMatchObject({ state: 'ACTIVE', position: 0 });
  expect(await status(stores, await placeOf(thirdToken))).toMatchObject({ state: 'WAITING', position: 1 });
});

test('never more are active than the capacity, nor admitted faster than the rate', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 3 });
  await Promise.all((await people(stores.db, 20)).map((userId) => join(stores, userId, concertId)));
  expect(await figures(stores, concertId)).toEqual({ waiting: 17, active: 3 });
  const slow = await aShow(stores.db, { ratePerMinute: 1 });
  await Promise.all((await people(stores.db, 20)).map((userId) => join(stores, userId, slow.concertId)));
  expect((await figures(stores, slow.concertId)).active).toBe(1);
});

test('a place that is not claimed frees its slot, and its end is handed on until it was taken', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1, claimSeconds: 1 });
  const [absent = '', next = ''] = await people(stores.db, 2);
  await join(stores, absent, concertId);
  const { token } = await join(stores, next, concertId);
  await expect.poll(async () => (await status(stores, await placeOf(token))).state, { timeout: 5_000 }).toBe('WAITING');
  await expect
    .poll(
      async () => {
        await beat(stores, () => Promise.reject(new Error('the database is away')));
        return (await status(stores, await placeOf(token))).state;
      },
      { timeout: 5_000 },
    )
    .toBe('ACTIVE');
  const ended: Place[] = [];
  await beat(stores, (place) => {
    if (place.concertId === concertId) ended.push(place);
    return Promise.resolve();
  });
  expect(ended).toEqual([{ userId: absent, concertId, epoch: 2, number: 1 }]);
  expect(await stores.redis.xlen(endsKeyOf(concertId))).toBe(0);
});

test('a missing, forged, foreign, waiting or ended token opens nothing', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const other = await aShow(stores.db);
  const [me = '', waiting = ''] = await people(stores.db, 2);
  const { token } = await join(stores, me, concertId);
  const { token: waitingToken } = await join(stores, waiting, concertId);
  const turn = (presented: string | undefined, userId: string, at = concertId) =>
    codeOf(requireTurn(stores, presented, userId, at));
  expect(await turn(undefined, me)).toBe('QUEUE_TOKEN_MISSING');
  expect(await turn(`${token.slice(0, -4)}AAAA`, me)).toBe('QUEUE_TOKEN_INVALID');
  expect(await turn(token, waiting)).toBe('NOT_YOURS');
  expect(await turn(token, me, other.concertId)).toBe('NOT_YOUR_TURN');
  expect(await turn(waitingToken, waiting)).toBe('NOT_YOUR_TURN');
  expect(await turn(token, me)).toBe('done');
  await leave(stores, me, concertId);
  expect(await turn(token, me)).toBe('QUEUE_TOKEN_EXPIRED');
  expect(await status(stores, await placeOf(token))).toMatchObject({ state: 'EXPIRED', position: 0, behind: 0 });
});

test('a token past its exp is still ours to judge: an instance whose clock is wrong ends nobody’s place', async () => {
  const place = { userId: await aPerson(stores.db), concertId: 1, epoch: 1, number: 1 };
  expect(await verifyQueueToken(await signQueueToken(place, 0, 1_000))).toMatchObject(place);
});

test('nobody joins before the line opens or after the last show has begun', async () => {
  const { concertId } = await aShow(stores.db);
  const { db } = stores;
  const userId = await aPerson(db);
  await db.concert.update({
    where: { id: concertId },
    data: { opensAt: new Date(Date.now() + 3_600_000), policyVersion: { increment: 1 } },
  });
  expect(await codeOf(join(stores, userId, concertId))).toBe('SALE_NOT_OPEN');
  const past = await aShow(db);
  await db.performance.updateMany({ where: { concertId: past.concertId }, data: { startsAt: new Date(Date.now() - 60_000) } });
  expect(await codeOf(join(stores, userId, past.concertId))).toBe('SALE_CLOSED');
});
