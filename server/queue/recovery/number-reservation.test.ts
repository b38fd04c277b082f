import { afterAll, beforeAll, expect, test } from 'vitest';
import { aShow } from '#tests/support/factories.ts';
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

/** A line in its first epoch. */
async function aLine(): Promise<number> {
  const { concertId } = await aShow(stores.db);
  await beginEpoch(concertId, 2, 0);
  return concertId;
}

const beginEpoch = (concertId: number, epoch: number, base: number) =>
  stores.db.queueEpoch.create({
    data: { concertId, epoch, base, reserved: base, idle: 0 },
    select: { epoch: true },
  });
const numbersOf = (concertId: number) => stores.db.$transaction((tx) => latestBlock(tx, concertId));

test('numbers are reserved in ever larger blocks, each once, however many instances ask at once', async () => {
  const concertId = await aLine();
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
  const other = await aLine();
  const blocks = await Promise.all(
    Array.from({ length: 8 }, () => reserveNumbers(stores.db, other, 2, 0)),
  );
  expect(blocks).toEqual(blocks.map(() => ({ reserved: 4_096, reservations: 1 })));
});

test('only the latest epoch of a line takes further numbers', async () => {
  const concertId = await aLine();
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

test('an empty line gives its numbers back, unless more have been reserved since, or people have come back', async () => {
  const concertId = await aLine();
  await reserveNumbers(stores.db, concertId, 2, 0);
  await releaseUnusedNumbers(stores.db, concertId, 2, 7, 1);
  expect(await numbersOf(concertId)).toEqual({ epoch: 2, base: 0, reserved: 7, idle: 7 });

  await reserveNumbers(stores.db, concertId, 2, 1);
  await releaseUnusedNumbers(stores.db, concertId, 2, 7, 1); // late: of the reservation before
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 7 });

  expect(await reopenNumbers(stores.db, concertId, 2, 5)).toBe(3);
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 4 });
  await releaseUnusedNumbers(stores.db, concertId, 2, 7, 2); // late: somebody has come back to number 5 meanwhile
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 4 });
  expect(await reopenNumbers(stores.db, concertId, 2, 6)).toBe(4);
  expect(await numbersOf(concertId)).toMatchObject({ idle: 4 });
});

test('a line that never began has no numbers', async () => {
  const { concertId } = await aShow(stores.db);
  expect(await numbersOf(concertId)).toBeNull();
});

test('a number is of the epoch that gave it', async () => {
  const concertId = await aLine();
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
  expect(await queueState(concertId).epochOf(stores.db, 6, 9_001)).toBe(6); // what is remembered of the epochs is looked up anew
});

/** A line without a number to give: three come, and a fourth once there are some, who asks before the three ask again. */
async function orderOf(spoil?: (script: string) => string): Promise<number[]> {
  const line = new ClockedQueue(stores.redis, spoil);
  await line.open({ capacity: 1 }, { reserved: 0 });
  const early = ['first', 'second', 'third'];
  for (const user of early) expect(await line.join(user)).toBe('RESERVE 1');
  await line.run('reserve', line.epoch, 10, 2);
  const numbers = new Map<string, number>();
  for (const user of ['late', 'third', 'first', 'second'])
    numbers.set(user, ((await line.join(user)) as PlaceState).number);
  const counters = (await line.look(['first'])).counters;
  expect(counters['joins']).toBe(4);
  await line.clear();
  return [...early, 'late'].map((user) => numbers.get(user) ?? 0);
}

test('who comes while no number can be given has one before whoever comes later, in whichever order they ask again', async () => {
  expect(await orderOf()).toEqual([1, 2, 3, 4]);
});

test('negative control: where nobody remembers who came, those who ask again first are first', async () => {
  expect(
    await orderOf((script) =>
      script.replace("redis.call('ZADD', PENDING", "tostring('ZADD', PENDING"),
    ),
  ).toEqual([3, 4, 2, 1]);
});

test('who leaves before there is a number has none', async () => {
  const line = new ClockedQueue(stores.redis);
  await line.open({ capacity: 1 }, { reserved: 0 });
  for (const user of ['first', 'second']) await line.join(user);
  expect(await line.run('leave', line.epoch, 'first', '', 'LEFT')).toEqual(['0', '0']);
  await line.run('reserve', line.epoch, 10, 2);
  expect(((await line.join('second')) as PlaceState).number).toBe(1);
  expect(((await line.join('first')) as PlaceState).number).toBe(2);
  await line.clear();
});
