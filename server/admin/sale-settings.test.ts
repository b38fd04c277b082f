import { afterAll, beforeAll, expect, test } from 'vitest';
import { concert } from '../catalog/catalog.ts';
import { defaultFeeSchedule } from '../fees/fees.schema.ts';
import { hold } from '../seating/seating.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { admitted, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { auditEntries } from './audit-log.ts';
import { setSale } from './sale-settings.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

test('each sale setting can be changed separately, is audited with its actor and reason, and is public', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { call } = trpcCallerOf(stores, adminId);
  const set = (asked: object) => call.admin.concert.set({ concertId, reason: '점검', ...asked });
  const usual = { maxSeats: 4, orphanRule: false, cancellationFees: defaultFeeSchedule };
  expect(await set({})).toEqual(usual);
  expect(await set({ orphanRule: true })).toEqual({ ...usual, orphanRule: true });
  const own = [{ fromDays: 2, percent: 15 }];
  expect(await set({ cancellationFees: own, maxSeats: 2 })).toEqual({
    maxSeats: 2,
    orphanRule: true,
    cancellationFees: own,
  });
  expect(await concert(stores.db, concertId)).toMatchObject({
    maxSeats: 2,
    orphanRule: true,
    cancellationFees: own,
  });
  expect(await set({ cancellationFees: null })).toMatchObject({
    cancellationFees: defaultFeeSchedule,
  });
  const { items } = await auditEntries(stores.db, { concertId });
  expect(items.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['concert.set', { cancellationFees: own }, { cancellationFees: null }],
    [
      'concert.set',
      { cancellationFees: null, maxSeats: 4 },
      { cancellationFees: own, maxSeats: 2 },
    ],
    ['concert.set', { orphanRule: false }, { orphanRule: true }],
    ['concert.set', {}, {}],
  ]);
});

test('the orphan-seat rule applies from the next hold', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  await setSale(stores.db, adminId, { concertId: show.concertId, orphanRule: true, reason: 'x' });
  expect(
    await outcomeOf(hold(stores, place, { performanceId: show.performanceId, seats: [1, 3] })),
  ).toBe('SEAT_ORPHAN');
  await setSale(stores.db, adminId, { concertId: show.concertId, orphanRule: false, reason: 'x' });
  expect(
    await outcomeOf(hold(stores, place, { performanceId: show.performanceId, seats: [1, 3] })),
  ).toBe('done');
});

test('a change and its audit entry are one commit, and an unknown concert is NOT_FOUND', async () => {
  const { concertId } = await aPerformance(stores.db);
  const unknownUser = '00000000-0000-4000-8000-000000000000';
  await expect(
    setSale(stores.db, unknownUser, { concertId, orphanRule: true, reason: 'by an unknown user' }),
  ).rejects.toThrow();
  expect(await concert(stores.db, concertId)).toMatchObject({ orphanRule: false });
  expect(
    await outcomeOf(setSale(stores.db, adminId, { concertId: 2_147_483_647, reason: 'none' })),
  ).toBe('NOT_FOUND');
});
