import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeDb } from '../database/db.ts';
import { join } from '../queue/queue.ts';
import { closeRedis } from '../redis/redis.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { read } from '#tests/support/http-client.ts';
import { until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { writtenLog } from '#tests/support/written-log.ts';
import { createAppServer } from './server.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let stores: TestStores;
let server: Server;
let url: string;
let port: number;
let concertId: number;
let token: string;
const written = writtenLog();
beforeAll(async () => {
  stores = await testStores();
  ({ concertId } = await aPerformance(stores.db, { capacity: 1 }));
  await join(stores, await aPerson(stores.db), concertId);
  await join(stores, await aPerson(stores.db), concertId); // waits at the front
  ({ token } = await join(stores, await aPerson(stores.db), concertId));
  const rendering = {
    development: false,
    socketPath: '',
    get ready(): boolean {
      throw new Error('planted'); // a planted bug makes the server log the request
    },
  };
  server = createAppServer(rendering);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  ({ port } = server.address() as AddressInfo);
  url = `http://127.0.0.1:${String(port)}`;
});
beforeEach(() => void written.splice(0));
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  closeRedis();
  await closeDb();
  await stores.close();
});

const get = async (path: string, id?: string, headers: Record<string, string> = {}) => {
  const given = id === undefined ? {} : { 'x-request-id': id };
  return read(await fetch(`${url}${path}`, { headers: { ...headers, ...given } }));
};
/** Bypasses HTTP clients, which refuse to send malformed requests. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}
const inHeader = (response: string) => /^x-request-id: (.*)\r$/im.exec(response)?.[1];
const inBody = (response: string) => /"requestId":"([^"]*)"/.exec(response)?.[1];

test.each([
  ['health', '/api/health', 200],
  ['REST', '/concert', 200],
  ['a REST problem', '/concert/1/dates', 401],
  ['an unknown path', '/api/nothing', 404],
  ['another method', '/auth/token', 405],
  ['tRPC', '/api/trpc/catalog.concerts', 200],
  ['a tRPC refusal', '/api/trpc/wallet.balance', 401],
  ['a tRPC refusal before the call', '/api/trpc/wallet.rob', 404],
  ['a batch', '/api/trpc/wallet.balance,account.me?batch=1', 207],
  ['a bug', '/api/ready', 500],
  ['a page', '/', 500],
])('%s carries the id of its request, and every error repeats it', async (_, path, status) => {
  const reply = await get(path, 'followed.1');
  expect([reply.status, reply.headers.get('x-request-id')]).toEqual([status, 'followed.1']);
  if (status !== 200) expect(inBody(reply.text)).toBe('followed.1');
});

test('a poll that memory answers carries the id of its request', async () => {
  const input = encodeURIComponent(JSON.stringify({ token }));
  const path = `/api/trpc/queue.status?input=${input}`;
  await until(async () => {
    const reply = await get(path, 'a-poll');
    expect(reply.headers.get('x-request-id')).toBe('a-poll');
    return /by="memory"\} [1-9]/.test((await get('/api/metrics')).text);
  });
});

test('a stream of events carries the id of its request', async () => {
  const reader = new AbortController();
  const response = await fetch(`${url}/api/queue/${String(concertId)}/board`, {
    headers: { accept: 'text/event-stream', 'x-request-id': 'a-stream' },
    signal: reader.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('x-request-id')).toBe('a-stream');
  reader.abort();
});

test('a malformed or missing id is replaced by a new one for each request', async () => {
  const ids = new Set<string | null>();
  for (const given of [undefined, undefined, '', 'a b', 'a,b', '<script>', 'x'.repeat(129)]) {
    const reply = await get('/api/nothing', given);
    expect([given, reply.headers.get('x-request-id')]).toEqual([
      given,
      expect.stringMatching(uuid),
    ]);
    expect(inBody(reply.text)).toBe(reply.headers.get('x-request-id'));
    ids.add(reply.headers.get('x-request-id'));
  }
  expect(ids.size).toBe(7);
});

test('a refused head and a body that cannot be parsed are answered with the id of the request', async () => {
  const head = await raw('GET / HTTP/1.1\r\nHost: a b\r\nX-Request-Id: no-host\r\n\r\n');
  expect([inHeader(head), inBody(head)]).toEqual(['no-host', 'no-host']);
  const body = await raw(
    'POST /auth/token HTTP/1.1\r\nHost: a\r\nX-Request-Id: no-chunk\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n',
  );
  expect([inHeader(body), inBody(body)]).toEqual(['no-chunk', 'no-chunk']);
});

test('bytes that are not HTTP are answered with a new id', async () => {
  const answer = await raw('nonsense\r\n\r\n');
  expect(inHeader(answer)).toMatch(uuid);
  expect(inBody(answer)).toBe(inHeader(answer));
});

test('each of many requests at once logs its own id', async () => {
  const ids = Array.from({ length: 20 }, (_, at) => `request-${String(at)}`);
  await Promise.all(ids.map((id) => get('/api/ready', id)));
  const logged = written.map((line) => JSON.parse(line) as { requestId?: string; msg: string });
  expect(logged.map(({ msg }) => msg)).toEqual(ids.map(() => 'a request failed'));
  expect(logged.map(({ requestId }) => requestId).sort()).toEqual(ids.toSorted());
});
