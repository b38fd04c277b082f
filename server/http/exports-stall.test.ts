import { createServer, get as request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '#tests/support/eventually.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { closeDb } from '../database/db.ts';
import { isRefusal } from '../errors/refusal.ts';
import { closeRedis } from '../redis/redis.ts';
import { Credentials } from '../request/credentials.ts';
import { sendProblem } from '../request/messages.ts';
import { headerOf } from '../request/request.ts';
import { exportRoutes } from './exports.ts';

const rowsWritten = 1_500;
const stallMs = 300;

let stores: TestStores;
let headers: Record<string, string>;
const servers: Server[] = [];
beforeAll(async () => {
  stores = await testStores();
  const ownerId = await aPerson(stores.db, 'OWNER');
  headers = { authorization: `Bearer ${fanOf(ownerId).accessToken}` };
  const { concertId } = await aPerformance(stores.db);
  // 15 MB exceed the buffers of both ends.
  await stores.db.$executeRaw`INSERT INTO audit_log (actor_id, action, concert_id, reason, after)
    SELECT ${ownerId}::uuid, 'queue.set', ${concertId}, 'a trial',
           jsonb_build_object('message', repeat('x', 10000))
    FROM generate_series(1, ${rowsWritten}::int)`;
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => {
  closeRedis();
  await closeDb();
  await stores.close();
});

/** Serves the exports with a limit for stalled downloads. Returns the address. */
async function serve(...limit: [stallMs?: number]): Promise<string> {
  const server = createServer((req, res) => {
    const credentials = new Credentials((name) => headerOf(req, name));
    const [route] = exportRoutes(req.url?.split('?')[0] ?? '', ...limit);
    Promise.resolve(route?.answer(req, res, credentials)).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      sendProblem(res, error);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** Begins a download. `ended` is how the download ends. */
async function begin(url: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${url}/api/admin/export/audit.csv`, { headers, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
  const download = { response: response.pause(), ended: 'not' as 'not' | 'whole' | 'cut' };
  response.on('error', () => undefined);
  response.on('close', () => (download.ended = response.complete ? 'whole' : 'cut'));
  return download;
}

/** Reads a download, with a pause after each MB. Returns the number of its lines. */
async function readSlowly({ response }: { response: IncomingMessage }, pauseMs: number) {
  let [lines, bytes] = [0, 0];
  for await (const chunk of response as AsyncIterable<Buffer>) {
    lines += chunk.toString('latin1').split('\r\n').length - 1;
    const before = bytes;
    bytes += chunk.length;
    if (Math.floor(bytes / 1e6) > Math.floor(before / 1e6)) await pause(pauseMs);
  }
  return lines;
}

/** Exports as another owner each time, because a user has 60 exports a minute. */
async function statusAt(url: string): Promise<number> {
  const ownerId = await aPerson(stores.db, 'OWNER');
  const headers = { authorization: `Bearer ${fanOf(ownerId).accessToken}` };
  return (await fetch(`${url}/api/admin/export/people.csv`, { headers })).status;
}

test('a download that takes no bytes for the limit is cut off, and frees its slot', async () => {
  const url = await serve(stallMs);
  const stalled = [await begin(url), await begin(url)];
  expect(await statusAt(url)).toBe(503);
  const bothFree = async () => {
    const statuses = await Promise.all([statusAt(url), statusAt(url)]);
    return statuses.every((status) => status === 200);
  };
  await eventually('both slots are free', bothFree, 10_000);
  for (const { response } of stalled) response.resume();
  await eventually('both are cut off', () => stalled.every(({ ended }) => ended === 'cut'), 5_000);
});

test('a slow download that takes bytes within the limit is whole', async () => {
  const limitMs = 1_000;
  const slow = await begin(await serve(limitMs));
  const since = performance.now();
  expect(await readSlowly(slow, limitMs / 8)).toBeGreaterThan(rowsWritten);
  expect(performance.now() - since).toBeGreaterThan(limitMs); // the whole exceeds the limit
  expect(slow.ended).toBe('whole');
});

test('control: with the usual limit of 30 s, a stalled download keeps its slot', async () => {
  const url = await serve();
  const stalled = [await begin(url), await begin(url)];
  await pause(4 * stallMs);
  expect(await statusAt(url)).toBe(503);
  expect(stalled.map(({ ended }) => ended)).toEqual(['not', 'not']);
});
