import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson, aShow } from '../testing/factories.ts';
import { placeOf } from '../testing/people.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { join } from './queue.ts';
import { noteTurn, turnsAt } from './turns.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const lasting = { agoMs: 0, leftMs: 60_000 };

test('a turn is written down only in the epoch that holds: in a later one the line may not know of it', async () => {
  const { concertId } = await aShow(stores.db);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const place = { ...placeOf(token), userId: await aPerson(stores.db) };
  expect(await noteTurn(stores.db, place, place.epoch - 1, lasting)).toBe(false);
  expect(await turnsAt(stores.db, concertId)).toHaveLength(1);
  expect(await noteTurn(stores.db, place, place.epoch, lasting)).toBe(true);
  expect(await turnsAt(stores.db, concertId)).toHaveLength(2);
  expect(await noteTurn(stores.db, { ...place, userId: randomUUID() }, place.epoch, lasting)).toBe(true);
});

test('a turn that comes while an epoch begins waits for it, and is not written down', async () => {
  const { concertId } = await aShow(stores.db);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const place = { ...placeOf(token), userId: await aPerson(stores.db) };
  const { noting } = await stores.db.$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE concerts SET queue_epoch = queue_epoch + 1 WHERE id = ${concertId}`;
    const noting = noteTurn(stores.db, place, place.epoch, lasting);
    expect(await turnsAt(tx, concertId)).toHaveLength(1);
    return { noting };
  });
  expect(await noting).toBe(false);
  expect(await turnsAt(stores.db, concertId)).toHaveLength(1);
});
