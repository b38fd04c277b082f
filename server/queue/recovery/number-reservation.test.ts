import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerformance } from '#tests/support/factories.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import {
  releaseUnusedNumbers,
  latestBlock,
  reserveNumbers,
  reopenNumbers,
} from './number-blocks.ts';
import { queueState } from '../state/queue-state.ts';
import type { PlaceState } from '../redis/commands.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Creates a queue whose first epoch has begun. */
async function aQueue(): Promise<number> {
  const { concertId } = await aPerformance(stores.db);
  await beginEpoch(concertId, 2, 0);
  return concertId;
}

const beginEpoch = (concertId: number, epoch: number, base: number) =>
  stores.db.queueEpoch.create({
    data: { concertId, epoch, base, reserved: base, idle: 0 },
    select: { epoch: true },
  });
const numbersOf = (concertId: number) => stores.db.$transaction((tx) => latestBlock(tx, concertId));

test('number blocks grow, and each is reserved once by instances that ask at once', async () => {
  const concertId = await aQueue();
  expect(await reserveNumbers(stores.db, concertId, 2, 0)).toEqual({
    reserved: 4_096,
    reservations: 1,
  });
  expect(await reserveNumbers(stores.db, concertId, 2, 1)).toEqual({
    reserved: 8_192,
    reservations: 2,
  });
  expect(await reserveNumbers(stores.db, concertId, 2, 2)).toEqual({
    reserved: 16_384,
    reservations: 3,
  });
  const other = await aQueue();
  const blocks = await Promise.all(
    Array.from({ length: 8 }, () => reserveNumbers(stores.db, other, 2, 0)),
  );
  expect(blocks).toEqual(blocks.map(() => ({ reserved: 4_096, reservations: 1 })));
});

test('only the latest epoch reserves further numbers', async () => {
  const concertId = await aQueue();
  await reserveNumbers(stores.db, concertId, 2, 0);
  await beginEpoch(concertId, 3, 4_096);
  expect(await reserveNumbers(stores.db, concertId, 2, 1)).toBeNull();
  expect(await reopenNumbers(stores.db, concertId, 2, 1)).toBeNull();
  expect(await reserveNumbers(stores.db, concertId, 4, 0)).toBeNull();
  expect(await reserveNumbers(stores.db, concertId, 3, 0)).toEqual({
    reserved: 8_192,
    reservations: 1,
  });
});

test('an empty queue releases its numbers, unless more have been reserved or users have rejoined since', async () => {
  const concertId = await aQueue();
  await reserveNumbers(stores.db, concertId, 2, 0);
  await releaseUnusedNumbers(stores.db, concertId, 2, 7, 1);
  expect(await numbersOf(concertId)).toEqual({ epoch: 2, base: 0, reserved: 7, idle: 7 });

  await reserveNumbers(stores.db, concertId, 2, 1);
  // A release for an earlier reservation changes nothing.
  await releaseUnusedNumbers(stores.db, concertId, 2, 7, 1);
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 7 });

  expect(await reopenNumbers(stores.db, concertId, 2, 5)).toBe(3);
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 4 });
  // The release is too late, because a user has already rejoined at number 5.
  await releaseUnusedNumbers(stores.db, concertId, 2, 7, 2);
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 4 });
  expect(await reopenNumbers(stores.db, concertId, 2, 6)).toBe(4);
  expect(await numbersOf(concertId)).toMatchObject({ idle: 4 });
});

test('a queue without an epoch has no numbers', async () => {
  const { concertId } = await aPerformance(stores.db);
  expect(await numbersOf(concertId)).toBeNull();
});

test('a number belongs to the epoch that issued it', async () => {
  const concertId = await aQueue();
  await beginEpoch(concertId, 3, 4_096);
  await beginEpoch(concertId, 5, 8_192);
  for (const [number, epoch] of [
    [1, 2],
    [4_096, 2],
    [4_097, 3],
    [8_192, 3],
    [8_193, 5],
  ] as const)
    expect([number, await queueState(concertId).epochOf(stores.db, 5, number)]).toEqual([
      number,
      epoch,
    ]);
  await beginEpoch(concertId, 6, 9_000);
  // A later epoch makes the instance read the epochs again.
  expect(await queueState(concertId).epochOf(stores.db, 6, 9_001)).toBe(6);
});

/**
 * Three users join a queue that has no number left. After a reservation, a fourth user joins before
 * the three users join again. Returns the numbers of the four users in the order of their first
 * joins.
 */
async function orderOf(broken?: (script: string) => string): Promise<number[]> {
  const queue = new ClockedQueue(stores.redis, broken);
  await queue.open({ capacity: 1 }, { reserved: 0 });
  const early = ['first', 'second', 'third'];
  for (const user of early) expect(await queue.join(user)).toBe('RESERVE 1');
  await queue.run('reserve', queue.epoch, 10, 2);
  const numbers = new Map<string, number>();
  for (const user of ['late', 'third', 'first', 'second'])
    numbers.set(user, ((await queue.join(user)) as PlaceState).number);
  const counters = (await queue.view(['first'])).counters;
  expect(counters['joins']).toBe(4);
  await queue.clear();
  return [...early, 'late'].map((user) => numbers.get(user) ?? 0);
}

test('users who arrive while no number is left get numbers before later users, in any order of their next requests', async () => {
  expect(await orderOf()).toEqual([1, 2, 3, 4]);
});

test('negative control: without the order of arrival, the first to ask again is first', async () => {
  expect(
    await orderOf((script) =>
      script.replace("redis.call('ZADD', PENDING", "tostring('ZADD', PENDING"),
    ),
  ).toEqual([3, 4, 2, 1]);
});

test('a user who leaves before there is a number gets none', async () => {
  const queue = new ClockedQueue(stores.redis);
  await queue.open({ capacity: 1 }, { reserved: 0 });
  for (const user of ['first', 'second']) await queue.join(user);
  expect(await queue.run('leave', queue.epoch, 'first', '', 'LEFT')).toEqual([['0', '0']]);
  await queue.run('reserve', queue.epoch, 10, 2);
  expect(((await queue.join('second')) as PlaceState).number).toBe(1);
  expect(((await queue.join('first')) as PlaceState).number).toBe(2);
  await queue.clear();
});

/** Returns the replies of ticks of an empty queue: before and after a drain of its log. */
async function releases(broken?: (script: string) => string): Promise<unknown[]> {
  const queue = new ClockedQueue(stores.redis, broken);
  await queue.open({ capacity: 1 }, { epoch: 2, base: 10, heldMs: 5_000, reserved: 20 });
  const tick = async () => Array.isArray(await queue.tick(undefined, 0, 0));
  const replies = [await tick()]; // in the recovery time
  await queue.pass(6_000);
  await queue.run('reserve', queue.epoch, 20, 2);
  await queue.join('ann');
  await queue.run('leave', queue.epoch, 'ann', '', 'LEFT');
  replies.push(await tick());
  await queue.view(['ann']);
  replies.push(await tick());
  await queue.clear();
  return replies;
}

test('an empty queue releases its numbers only once PostgreSQL has the log, and not in the recovery time', async () => {
  expect(await releases()).toEqual([false, false, true]);
});

test('negative control: without these conditions, it releases them at once', async () => {
  const hasty = (script: string) =>
    script.replace('local isSafe = event == drained and not isHeld(policy)', 'local isSafe = true');
  expect(await releases(hasty)).toEqual([true, true, false]);
});
