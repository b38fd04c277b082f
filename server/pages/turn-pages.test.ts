import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPolicy, join, leave } from '../queue/queue.ts';
import { send, sessionCookieOf } from '#tests/support/http-client.ts';
import { addDate, aPerson, aPerformance } from '#tests/support/factories.ts';
import { startAppServer } from '#tests/support/app-server.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let stores: TestStores;
let app: Awaited<ReturnType<typeof startAppServer>>;
beforeAll(async () => {
  stores = await testStores();
  app = await startAppServer();
}, 120_000);
afterAll(async () => {
  await app.close();
  await stores.close();
});

test('once a user’s admission is announced, pages on every instance show it at once', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db, { capacity: 1 });
  await addDate(stores.db, concertId);
  const [inside, next] = [await aPerson(stores.db), await aPerson(stores.db)];
  await join(stores, inside, concertId);
  const { token } = await join(stores, next, concertId);
  const session = await sessionCookieOf(next);
  const headers = {
    cookie: `${session}; jari-queue-${String(concertId)}=${token}`,
  };
  const open = (page: string) =>
    send(`${app.url}/concerts/${String(concertId)}/${page}`, { headers });
  const pages = ['dates', `seats/${String(performanceId)}`];
  for (const page of pages)
    expect((await open(page)).headers.get('location')).toBe(`/concerts/${String(concertId)}/queue`);
  await leave(stores, inside, concertId);
  await applyPolicy(stores, concertId); // runs a tick, which admits the next user
  expect(await join(stores, next, concertId)).toMatchObject({ state: 'ACTIVE' });
  for (const page of pages) {
    const { text } = await open(page);
    expect([page, /\\"state\\":\\"(ACTIVE|WAITING)\\"/.exec(text)?.[1]]).toEqual([page, 'ACTIVE']);
  }
});
