import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAt } from '../queue/board.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import { endpoints } from '../rest/endpoints.ts';
import { send } from '../testing/client.ts';
import { aShow } from '../testing/factories.ts';
import { until } from '../testing/people.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { answerRest } from './rest.ts';

let stores: TestStores;
let server: Server;
let begun: string[] = [];
let release = Promise.withResolvers<object>();
beforeAll(async () => {
  stores = await testStores();
  const readBoard = endpoints.find(({ id }) => id === 'readBoard');
  if (readBoard === undefined) throw new Error('the board has no endpoint');
  const slow: Endpoint = {
    ...readBoard,
    respond: (_, { path: { concertId = '' } }) => {
      begun.push(concertId);
      return release.promise;
    },
  };
  server = createServer((req, res) => void answerRest(slow, { concertId: req.url?.slice(1) ?? '' }, req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await stores.close();
});

/** How many of these boards are being read when nothing more happens by itself; then all are answered. */
async function atOnce(concertIds: number[]): Promise<number> {
  begun = [];
  release = Promise.withResolvers();
  const { port } = server.address() as AddressInfo;
  const arrived: Promise<unknown>[] = concertIds.map((id) => send(`http://127.0.0.1:${String(port)}/${String(id)}`));
  await until(() => Promise.resolve(begun.length > 0));
  await Promise.race([Promise.all(arrived), new Promise((resolve) => setTimeout(resolve, 300))]);
  const count = begun.length;
  release.resolve({});
  await Promise.all(arrived);
  return count;
}

test('boards of lines that nobody has looked at are asked for two at a time; of one that is looked at, all at once', async () => {
  expect(await atOnce(Array.from({ length: 40 }, (_, at) => 2_147_483_647 - at))).toBe(2);
  const { concertId } = await aShow(stores.db);
  lookAt(stores, concertId);
  expect(await atOnce(Array<number>(40).fill(concertId))).toBe(40);
});
