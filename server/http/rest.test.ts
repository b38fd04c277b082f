import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureSubscribed } from '../queue/snapshot/queue-snapshot.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import { Credentials } from '../request/credentials.ts';
import { endpoints } from '../rest/endpoints.ts';
import { send } from '#tests/support/http-client.ts';
import { aPerformance } from '#tests/support/factories.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { answerRest } from './rest.ts';

const clients = 40;
const noCredentials = new Credentials(() => undefined);

let stores: TestStores;
let server: Server;
let arrived = { count: 0, all: Promise.withResolvers<undefined>() };
let inside = { now: 0, most: 0 };
beforeAll(async () => {
  stores = await testStores();
  const readBoard = endpoints.find(({ id }) => id === 'readBoard');
  if (readBoard === undefined) throw new Error('readBoard is not an endpoint');
  // Keeps each call running until all requests have arrived and all allowed calls have started.
  const slow: Endpoint = {
    ...readBoard,
    respond: async () => {
      inside.now += 1;
      inside.most = Math.max(inside.most, inside.now);
      await arrived.all.promise;
      for (let turns = 0; turns < 2 * clients; turns++) await turn();
      inside.now -= 1;
      return {};
    },
  };
  server = createServer((req, res) => {
    if (++arrived.count === clients) arrived.all.resolve(undefined);
    void answerRest(slow, { concertId: req.url?.slice(1) ?? '' }, req, res, noCredentials);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await stores.close();
});

/** Returns the maximum number of concurrent reads during one request per concert id. */
async function atOnce(concertIds: number[]): Promise<number> {
  arrived = { count: 0, all: Promise.withResolvers() };
  inside = { now: 0, most: 0 };
  const { port } = server.address() as AddressInfo;
  await Promise.all(concertIds.map((id) => send(`http://127.0.0.1:${String(port)}/${String(id)}`)));
  return inside.most;
}

test('stats of untracked queues are read two at a time, those of a tracked queue all at once', async () => {
  expect(await atOnce(Array.from({ length: clients }, (_, at) => 2_147_483_647 - at))).toBe(2);
  const { concertId } = await aPerformance(stores.db);
  ensureSubscribed(stores, concertId);
  expect(await atOnce(Array<number>(clients).fill(concertId))).toBe(clients);
});
