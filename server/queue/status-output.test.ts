import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { closeSnapshots } from './snapshot/queue-snapshot.ts';
import { applyPolicy, join, placeOfToken, status, statusFromMemory } from './queue.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(async () => {
  closeSnapshots();
  await stores.close();
});

test('a waiting place has an estimate, the same from Redis and from memory; an active one has none', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first, second] = [await aPerson(stores.db), await aPerson(stores.db)];
  const admitted = await join(stores, first, concertId);
  await join(stores, await aPerson(stores.db), concertId); // waits at the front
  await join(stores, second, concertId);
  await applyPolicy(stores, concertId); // applyPolicy ticks the queue
  const waits = await join(stores, second, concertId);
  const { low, high } = waits.etaSeconds ?? expect.fail();
  expect([waits.state, low >= 0, high > low]).toEqual(['WAITING', true, true]);
  const place = placeOfToken(waits.token, second);
  await until(() => Promise.resolve((statusFromMemory(place)?.etaSeconds ?? null) !== null));
  expect(statusFromMemory(place)?.etaSeconds).toEqual({ low, high });
  expect(await status(stores, placeOfToken(admitted.token, first))).toMatchObject({
    state: 'ACTIVE',
    etaSeconds: null,
  });
});

test('with a short grace time the heartbeat interval is within it, from Redis and from memory', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1, graceSeconds: 20 });
  for (const ahead of await people(stores.db, 2)) await join(stores, ahead, concertId);
  const second = await aPerson(stores.db);
  const waits = await join(stores, second, concertId);
  const place = placeOfToken(waits.token, second);
  await until(() => statusFromMemory(place) !== null);
  for (const sent of [waits, statusFromMemory(place)])
    expect(sent?.heartbeatMs).toBeLessThanOrEqual(5_000);
  const usual = await join(stores, second, (await aPerformance(stores.db)).concertId);
  expect(usual.heartbeatMs).toBeGreaterThanOrEqual(36_000);
});
