import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lockIsWaitedFor } from '#tests/support/database-state.ts';
import { rows } from '../../database/transaction.ts';
import { lockQueue } from './epoch.ts';
import { join } from '../queue.ts';
import { recordAdmission, openAdmissions } from './admission-record.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const lasting = { agoMs: 0, leftMs: 60_000, lastIssued: 1 };

test('an admission is recorded only in the current epoch: a later one may not know it', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const place = { ...placeOf(token), userId: await aPerson(stores.db) };
  expect(await recordAdmission(stores.db, place, place.epoch - 1, lasting)).toBe(false);
  expect(await openAdmissions(stores.db, concertId)).toHaveLength(1);
  expect(await recordAdmission(stores.db, place, place.epoch, lasting)).toBe(true);
  expect(await openAdmissions(stores.db, concertId)).toHaveLength(2);
  expect(
    await recordAdmission(stores.db, { ...place, userId: randomUUID() }, place.epoch, lasting),
  ).toBe(true);
});

test('an admission of an epoch that is about to end waits for the next, and is not recorded', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const place = { ...placeOf(token), userId: await aPerson(stores.db) };
  let noting: Promise<boolean> | undefined;
  await stores.db.$transaction(async (tx) => {
    await lockQueue(tx, concertId);
    await tx.$executeRaw`UPDATE concerts SET queue_epoch = queue_epoch + 1 WHERE id = ${concertId}`;
    noting = recordAdmission(stores.db, place, place.epoch, lasting);
    expect(await lockIsWaitedFor(tx)).toBe(true);
  });
  expect(await noting).toBe(false);
  expect(await openAdmissions(stores.db, concertId)).toHaveLength(1);
});

test('negative control: without the lock an admission of an epoch that is about to end is recorded', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const { epoch, number } = placeOf(token);
  const other = await aPerson(stores.db);
  const unguarded = readFileSync(
    new URL('./sql/record-admission.sql', import.meta.url),
    'utf8',
  ).replace('$2::int FOR KEY SHARE', '$2::int');
  let noting: Promise<unknown[]> | undefined;
  await stores.db.$transaction(async (tx) => {
    await lockQueue(tx, concertId);
    noting = rows(
      stores.db,
      unguarded,
      concertId,
      epoch,
      [other],
      [epoch],
      [number],
      [0],
      [60_000],
      [number],
    ).then((recorded) => recorded); // Prisma runs a query only on `then`
    expect(await lockIsWaitedFor(tx)).toBe(true); // the foreign-key check waits for the row lock
    expect(await openAdmissions(tx, concertId)).toHaveLength(1);
    await tx.$executeRaw`UPDATE concerts SET queue_epoch = queue_epoch + 1 WHERE id = ${concertId}`;
  });
  expect(await noting).toHaveLength(1);
});
