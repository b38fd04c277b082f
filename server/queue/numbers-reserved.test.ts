import { afterAll, beforeAll, expect, test } from 'vitest';
import { aShow } from '../testing/factories.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { epochOf, giveBackNumbers, latestNumbers, reserveNumbers, takeUpNumbers } from './numbers.ts';

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
  stores.db.queueEpoch.create({ data: { concertId, epoch, base, reserved: base, idle: 0 }, select: { epoch: true } });
const numbersOf = (concertId: number) => stores.db.$transaction((tx) => latestNumbers(tx, concertId));

test('numbers are reserved in ever larger blocks, each once, however many instances ask at once', async () => {
  const concertId = await aLine();
  expect(await reserveNumbers(stores.db, concertId, 2)).toEqual({ reserved: 4_096, reservations: 1 });
  expect(await reserveNumbers(stores.db, concertId, 2)).toEqual({ reserved: 8_192, reservations: 2 });
  expect(await reserveNumbers(stores.db, concertId, 2)).toEqual({ reserved: 16_384, reservations: 3 });
  const other = await aLine();
  const blocks = await Promise.all(Array.from({ length: 4 }, () => reserveNumbers(stores.db, other, 2)));
  expect(new Set(blocks.map((block) => block?.reserved))).toEqual(new Set([4_096, 8_192, 16_384, 32_768]));
});

test('only the latest epoch of a line takes further numbers', async () => {
  const concertId = await aLine();
  await reserveNumbers(stores.db, concertId, 2);
  await beginEpoch(concertId, 3, 4_096);
  expect(await reserveNumbers(stores.db, concertId, 2)).toBeNull();
  expect(await takeUpNumbers(stores.db, concertId, 2, 1)).toBeNull();
  expect(await reserveNumbers(stores.db, concertId, 4)).toBeNull();
  expect(await reserveNumbers(stores.db, concertId, 3)).toEqual({ reserved: 8_192, reservations: 1 });
});

test('an empty line gives its numbers back, unless more have been reserved since, or people have come back', async () => {
  const concertId = await aLine();
  await reserveNumbers(stores.db, concertId, 2);
  await giveBackNumbers(stores.db, concertId, 2, 7, 1);
  expect(await numbersOf(concertId)).toEqual({ epoch: 2, base: 0, reserved: 7, idle: 7 });

  await reserveNumbers(stores.db, concertId, 2);
  await giveBackNumbers(stores.db, concertId, 2, 7, 1); // late: of the reservation before
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 7 });

  expect(await takeUpNumbers(stores.db, concertId, 2, 5)).toBe(3);
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 4 });
  await giveBackNumbers(stores.db, concertId, 2, 7, 2); // late: somebody has come back to number 5 meanwhile
  expect(await numbersOf(concertId)).toMatchObject({ reserved: 4_103, idle: 4 });
  expect(await takeUpNumbers(stores.db, concertId, 2, 6)).toBe(4);
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
    expect([number, await epochOf(stores.db, concertId, 5, number)]).toEqual([number, epoch]);
  await beginEpoch(concertId, 6, 9_000);
  expect(await epochOf(stores.db, concertId, 6, 9_001)).toBe(6); // what is remembered of the epochs is looked up anew
});
