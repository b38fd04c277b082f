import { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList, Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDb } from '../database/db.ts';
import { env } from '../config/env.ts';
import { actorIn } from '#tests/support/actors.ts';
import { join } from '../queue/queue.ts';
import { closeRedis } from '../redis/redis.ts';
import type { StatsReply } from '../rest/queue.ts';
import { seen, send } from '#tests/support/http-client.ts';
import { type Stream, watch } from '#tests/support/sse-client.ts';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { type FaultProxy, openFaultProxy } from '#tests/support/fault-proxy.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { outcomeOf, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { asksForEvents, streamQueueStats } from './queue-stats-stream.ts';

let stores: TestStores;
let redisProxy: FaultProxy;
let instance: Instance;
beforeAll(async () => {
  stores = await testStores();
  const redisUrl = new URL(env().REDIS_URL);
  redisProxy = await openFaultProxy(Number(redisUrl.port));
  instance = await startInstance({
    REDIS_URL: Object.assign(redisUrl, { port: String(redisProxy.port) }).href,
  });
}, 90_000);
afterAll(async () => {
  await instance.stop();
  await redisProxy.close();
  await stores.close();
});

interface Stats {
  concertId: number;
  waiting: number;
  active: number;
}
const at = (concertId: number | string, { url } = instance) =>
  `${url}/api/queue/${String(concertId)}/board`;
const latest = (stream: Stream) => JSON.parse(stream.data().at(-1) ?? '{}') as Partial<Stats>;
const shows = (stream: Stream, stats: Partial<Stats>) =>
  until(() =>
    Promise.resolve(
      Object.entries(stats).every(([name, value]) => latest(stream)[name as keyof Stats] === value),
    ),
  );

/** Creates a queue with capacity 1, one active user and `waiting` waiting users. */
async function aQueue(waiting: number): Promise<number> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1, ratePerMinute: 600 });
  for (const userId of await people(stores.db, waiting + 1)) await join(stores, userId, concertId);
  return concertId;
}

async function metric(name: string, { url } = instance): Promise<number> {
  const { text } = await send(`${url}/api/metrics`);
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

test('the public stats describe the queue, and any cache may keep them for a second', async () => {
  const concertId = await aQueue(2);
  const reply = await send(at(concertId));
  expect([reply.status, reply.body]).toEqual([
    200,
    {
      concertId,
      served: expect.any(Number) as unknown,
      waiting: 2,
      active: 1,
      guests: 0,
      capacity: 1,
      ratePerMinute: 600,
      paused: null,
      message: null,
      recovering: false,
      cancelled: false,
      etaSeconds: { low: expect.any(Number) as unknown, high: expect.any(Number) as unknown },
      nextPollMs: expect.any(Number) as unknown,
    },
  ]);
  expect(reply.headers.get('cache-control')).toBe('public, s-maxage=1, stale-while-revalidate=2');
  expect(reply.headers.get('vary')).toBe('Accept');
  const head = await send(at(concertId), { method: 'HEAD' });
  expect([head.status, head.text, head.headers.get('cache-control')]).toEqual([
    200,
    '',
    reply.headers.get('cache-control'),
  ]);
  expect(head.headers.get('content-length')).toBe(reply.headers.get('content-length'));
});

test('the public stats are the same bytes for any credentials, contain nothing personal and set no cookie', async () => {
  const { accessToken = '', queueToken = '', show, userId } = await actorIn(stores, 'waiting');
  const { concertId } = show;
  const signed = { authorization: `Bearer ${accessToken}` };
  const asking: Record<string, string>[] = [
    {},
    signed,
    { ...signed, 'x-queue-token': queueToken },
    { authorization: `Bearer ${queueToken}` },
    { authorization: 'Bearer nonsense', 'x-queue-token': 'nonsense' },
    { cookie: `jari-queue-${String(concertId)}=${queueToken}; next-auth.session-token=x` },
    { accept: 'text/html,*/*;q=0.8', 'accept-language': 'ko', origin: 'https://elsewhere.example' },
  ];
  const replies = await Promise.all(asking.map((headers) => send(at(concertId), { headers })));
  expect(new Set(replies.map(({ status, text }) => `${String(status)} ${text}`)).size).toBe(1);
  for (const { headers, text } of replies) {
    expect([headers.get('set-cookie'), headers.get('vary')]).toEqual([null, 'Accept']);
    expect(text).not.toContain(userId);
  }
  const streams = await Promise.all(
    asking.map((headers) => watch(at(concertId), { ...headers, accept: 'text/event-stream' })),
  );
  for (const stream of streams) await shows(stream, { waiting: 1 });
  expect(new Set(streams.map((stream) => stream.data()[0]))).toEqual(new Set([replies[0]?.text]));
  for (const stream of streams) {
    expect(stream.headers['set-cookie']).toBeUndefined();
    stream.close();
  }
});

test.each([
  ['text/event-stream', true],
  ['text/event-stream, */*;q=0.1', true],
  ['application/json;q=0.5, text/event-stream', true],
  ['text/event-stream;q=0.9, application/json;q=0.8', true],
  ['text/*;q=0.3, application/json;q=0.2', true],
  ['TEXT/EVENT-STREAM;q=1.0', true],
  ['text/event-stream;q=0.5, application/json', false],
  ['application/json, text/event-stream;q=0.999', false],
  ['text/event-stream;q=0, application/json', false],
  ['text/event-stream;q=0', false],
  ['text/event-stream;q=0.1, */*;q=0.2', false],
  ['*/*', false],
  ['application/*', false],
  ['text/html', false],
  ['nonsense;;q=x', false],
  ['', false],
  [undefined, false],
])('the response has the media type that the client prefers: %s', (accept, events) => {
  expect(asksForEvents({ headers: accept === undefined ? {} : { accept } })).toBe(events);
});

test('an unknown queue or method is refused, and no cache keeps the refusal', async () => {
  const concertId = await aQueue(0);
  const cases: [string, RequestInit, number, string][] = [
    [at(2_147_483_647), {}, 404, 'NOT_FOUND'],
    [at(2_147_483_648), {}, 400, 'BAD_INPUT'],
    [at('x'), {}, 400, 'BAD_INPUT'],
    [`${at(concertId)}?fresh=1`, {}, 400, 'BAD_INPUT'],
    [`${at(concertId)}/more`, {}, 404, 'NOT_FOUND'],
    ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
      (method): [string, RequestInit, number, string] => [
        at(concertId),
        { method },
        405,
        'METHOD_NOT_ALLOWED',
      ],
    ),
  ];
  for (const accept of ['*/*', 'text/event-stream']) {
    for (const [url, init, status, code] of cases) {
      const reply = await send(url, { ...init, headers: { accept } });
      expect([url, init.method, ...seen(reply)]).toEqual([url, init.method, status, code]);
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null);
    }
  }
});

test('a change reaches every stream in the same bytes, and closed streams are no longer counted', async () => {
  const concertId = await aQueue(1);
  const before = await metric('jari_board_events_total');
  const streams = await Promise.all(Array.from({ length: 100 }, () => watch(at(concertId))));
  expect(streams[0]?.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  for (const stream of streams) await shows(stream, { concertId, waiting: 1, active: 1 });
  expect(await metric('jari_board_watchers')).toBe(100);
  await join(stores, await aPerson(stores.db), concertId);
  for (const stream of streams) await shows(stream, { waiting: 2 });
  expect(new Set(streams.map((stream) => stream.text())).size).toBe(1);
  expect(await metric('jari_board_events_total')).toBeGreaterThanOrEqual(before + 200);
  expect(JSON.parse((await send(at(concertId))).text)).toEqual(
    latest(streams[0] ?? (await watch(at(concertId)))),
  );
  for (const stream of streams) stream.close();
  await until(async () => (await metric('jari_board_watchers')) === 0);
  const head = await send(at(concertId), {
    method: 'HEAD',
    headers: { accept: 'text/event-stream' },
  });
  expect([head.status, head.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  const declining = await send(at(concertId), {
    headers: { accept: 'text/event-stream;q=0, application/json' },
  });
  expect(declining.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await metric('jari_board_watchers')).toBe(0);
});

test('the metrics have the figures of each tracked queue', async () => {
  const concertId = await aQueue(3);
  await send(at(concertId));
  const figure = (name: string) => metric(`jari_line_${name}{concert="${String(concertId)}"}`);
  await until(async () => (await figure('waiting')) === 3);
  expect(await Promise.all(['active', 'joins_total', 'admissions_total'].map(figure))).toEqual([
    1, 4, 1,
  ]);
});

test('while Redis is unavailable new requests are refused, and open streams stay and continue afterwards', async () => {
  const concertId = await aQueue(1);
  const stream = await watch(at(concertId));
  await shows(stream, { waiting: 1 });
  redisProxy.cut();
  await until(async () => (await send(at(concertId))).status === 503);
  for (const accept of ['application/json', 'text/event-stream']) {
    const reply = await send(at(concertId), { headers: { accept } });
    expect([...seen(reply), reply.headers.get('cache-control')]).toEqual([
      503,
      'TRY_AGAIN',
      'no-store',
    ]);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  await join(stores, await aPerson(stores.db), concertId);
  redisProxy.mend();
  await shows(stream, { waiting: 2 });
  stream.close();
}, 20_000);

test('an instance that shuts down ends its streams within a second, and then drains', async () => {
  const concertId = await aQueue(1);
  const ending = await startInstance();
  const streams = await Promise.all(Array.from({ length: 50 }, () => watch(at(concertId, ending))));
  for (const stream of streams) await shows(stream, { waiting: 1 });
  const since = performance.now();
  const code = ending.kill('SIGTERM');
  expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(streams.map(() => true));
  expect(performance.now() - since).toBeLessThan(1_000);
  for (const stream of streams) expect(stream.text()).toMatch(/\nretry: \d{4}\n\n$/);
  expect(await code).toBe(0);
  expect(performance.now() - since).toBeLessThan(5_000);
}, 60_000);

test('one network has at most 500 streams, by the trusted proxy’s header; without an address limit it may have more', async () => {
  const concertId = await aQueue(0);
  const { body } = await send(at(concertId));
  const stream = async (client: string): Promise<void> => {
    const res = new ServerResponse(new IncomingMessage(new Socket()));
    open.push(res);
    const req = {
      method: 'GET',
      headers: { 'x-forwarded-for': client },
      socket: { remoteAddress: '10.0.0.1' },
    };
    await Promise.resolve();
    streamQueueStats(body as StatsReply, req, res);
  };
  const open: ServerResponse[] = [];
  const outcomes = (clients: string[]) =>
    Promise.all(clients.map((client) => outcomeOf(stream(client))));
  const proxies = new BlockList();
  proxies.addAddress('10.0.0.1');
  const before = { ...env() };
  Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 600, TRUSTED_PROXIES: proxies });
  try {
    const office = Array.from({ length: 500 }, (_, host) => `2001:db8::${host.toString(16)}`);
    expect(new Set(await outcomes(office))).toEqual(new Set(['done']));
    expect(await outcomes(['2001:db8::ffff', '2001:db8:0:1::1', '192.0.2.1'])).toEqual([
      'TOO_MANY_REQUESTS',
      'done',
      'done',
    ]);
    Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 0 });
    expect(await outcomes(['2001:db8::ffff'])).toEqual(['done']);
  } finally {
    Object.assign(env(), { TRUSTED_PROXIES: undefined, ...before });
    for (const res of open) res.emit('close');
    closeRedis();
    await closeDb();
  }
});
