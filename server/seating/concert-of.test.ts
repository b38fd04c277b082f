import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aPerson } from '#tests/support/factories.ts';
import { aHolder } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { concertOfReservation } from './seating.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

test('a hold saves its user the query, and any other user gets NOT_FOUND', async () => {
  const { reservationId, userId, show } = await aHolder(stores);
  const query = vi.spyOn(stores.db, '$queryRawUnsafe');
  expect(await concertOfReservation(stores.db, reservationId, userId)).toBe(show.concertId);
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
  const other = await aPerson(stores.db);
  for (const [id, user] of [
    [reservationId, other],
    [2_147_483_647, userId],
  ] as const)
    await expect(concertOfReservation(stores.db, id, user)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
});
