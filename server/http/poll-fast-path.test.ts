import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { createSigner } from 'fast-jwt';
import fc from 'fast-check';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { closeDb } from '../database/db.ts';
import { registry } from '../config/metrics-registry.ts';
import { inRequest, requestIdFrom, requestIdHeader } from '../config/request-id.ts';
import { join, type QueueStatus, statusFromMemory } from '../queue/queue.ts';
import { statusInput } from '../queue/queue.schema.ts';
import { verifyQueueToken } from '../queue/token/token.ts';
import { closeRedis } from '../redis/redis.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { fanOf, sessionCookieOf } from '#tests/support/http-client.ts';
import { until } from '#tests/support/people.ts';
import { fuzzRuns, fuzzTimeoutMs, holds } from '#tests/support/fuzz-runs.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { createContext } from '../request/context.ts';
import { publicProcedure, router } from '../trpc/init.ts';
import { responseHeaders } from '../trpc/dispatch.ts';
import { Credentials } from '../request/credentials.ts';
import { headerOf, toClientRequest } from '../request/request.ts';
import { createAppServer } from './server.ts';
import { createPollFastPath } from './poll-fast-path.ts';
import { NextProcess } from '../pages/next-process.ts';
import { createSecurityHeaders } from '../pages/security-headers.ts';
import { createTrpcHandler } from './trpc.ts';

const oldKey = 'a-key-on-its-way-out-that-is-long-enough';
const security = createSecurityHeaders({ secure: false, development: false });
let stores: TestStores;
/**
 * `app` is the app server, and `trpc` serves tRPC without the fast path. `fastPathOfGiven` answers
 * every poll with `given`, by the fast path. `trpcOfGiven` answers every poll with `given`, by
 * tRPC's own adapter.
 */
let app: Server, trpc: Server, fastPathOfGiven: Server, trpcOfGiven: Server;
let given: QueueStatus;
let concertId: number, elsewhere: number;
let front: Waiting, first: Waiting, second: Waiting, admitted: Waiting;

interface Waiting {
  userId: string;
  token: string;
  access: string;
  session: string;
}

async function joined(userId: string, at: number): Promise<Waiting> {
  const { token } = await join(stores, userId, at);
  const access = `Bearer ${fanOf(userId).accessToken}`;
  return { userId, token, access, session: await sessionCookieOf(userId) };
}

const credentialsOf = (req: IncomingMessage) => new Credentials((name) => headerOf(req, name));
const listening = async (server: Server): Promise<Server> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};
const listenTo = (listener: RequestListener) =>
  listening(createServer({ keepAliveTimeout: 65_000 }, listener));

beforeAll(async () => {
  stores = await testStores();
  process.env['QUEUE_TOKEN_KEYS'] = `${String(process.env['QUEUE_TOKEN_KEYS'])},old:${oldKey}`;
  vi.spyOn(Math, 'random').mockReturnValue(0.5); // makes the jitter of nextPollMs constant
  [concertId, elsewhere] = [
    (await aPerformance(stores.db, { capacity: 1 })).concertId,
    (await aPerformance(stores.db)).concertId,
  ];
  const [a = '', b = '', c = '', d = ''] = await people(stores.db, 4);
  [admitted, front, first, second] = [
    await joined(a, concertId),
    await joined(b, concertId),
    await joined(c, concertId),
    await joined(d, concertId),
  ];
  const inMemory = ({ token }: Waiting) =>
    statusFromMemory(verifyQueueToken(token) ?? expect.fail()) !== null;
  await until(() => Promise.resolve(inMemory(first) && inMemory(second)));

  app = await listening(createAppServer(new NextProcess({ development: false, port: 0 })));
  const answerTrpc = createTrpcHandler(security.headers);
  trpc = await listenTo((req, res) => {
    const id = requestIdFrom(headerOf(req, requestIdHeader));
    void inRequest(id, () => answerTrpc(id, req, res, credentialsOf(req)));
  });
  const status = publicProcedure.input(statusInput).query(() => given);
  const answerGiven = createHTTPHandler({
    router: router({ queue: router({ status }) }),
    basePath: '/api/trpc/',
    responseMeta: ({ errors, ctx }) => ({ headers: responseHeaders(errors, ctx) }),
    createContext: ({ req, res }) => createContext(toClientRequest(req, res)),
  });
  trpcOfGiven = await listenTo((req, res) => {
    security.apply(res);
    answerGiven(req, res);
  });
  const fastPath = createPollFastPath(
    { fromMemory: () => given, fromRedis: () => Promise.resolve(given) },
    security.headers,
  );
  fastPathOfGiven = await listenTo(
    (req, res) =>
      void fastPath('a-poll', req, res, credentialsOf(req))?.then((done) => done || res.destroy()),
  );
}, 60_000);
afterAll(async () => {
  for (const server of [app, trpc, fastPathOfGiven, trpcOfGiven])
    server.close().closeAllConnections();
  closeRedis();
  await closeDb();
  await stores.close();
});

type Headers = Record<string, string | string[]>;

async function memoryPolls(): Promise<number> {
  const polls = await registry.getSingleMetric('jari_polls_total')?.get();
  return polls?.values.find(({ labels }) => labels['by'] === 'memory')?.value ?? 0;
}

/**
 * Omits the headers that differ between exchanges: date, framing and request id. `isFromMemory` is
 * true if memory answered the poll.
 */
async function answerOf(server: Server, path: string, headers: Headers, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const before = await memoryPolls();
  const sending = request({
    port,
    path,
    method,
    headers: { connection: 'keep-alive', [requestIdHeader]: 'a-poll', ...headers },
    agent: false,
  }).end();
  const [res] = (await once(sending, 'response')) as [IncomingMessage];
  const date = res.headers.date;
  const perExchange = ['date', 'content-length', 'transfer-encoding', 'x-request-id'];
  const headersLeft = Object.fromEntries(
    Object.entries(res.headers).filter(([name]) => !perExchange.includes(name)),
  );
  expect(date).toBeDefined();
  return {
    answer: { status: res.statusCode, headers: headersLeft, body: await text(res) },
    isFromMemory: (await memoryPolls()) > before,
  };
}

const of = (input: unknown) =>
  `/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify(input))}`;
const here = () => of({ concertId });
const mine = () => ({ 'x-queue-token': first.token });
const queueCookie = ({ token }: Waiting) => `jari-queue-${String(concertId)}=${token}`;
const ofOldKey = () =>
  createSigner({
    algorithm: 'HS256',
    key: oldKey,
    kid: 'old',
    aud: 'jari-queue',
    sub: first.userId,
  })({
    concertId,
    n: verifyQueueToken(first.token)?.number,
    epoch: verifyQueueToken(first.token)?.epoch,
  });
const forged = (token: string) => `${token.slice(0, -8)}AAAAAAAA`;

/** Polls that the fast path answers from memory. */
const answerable: [string, () => string, () => Headers][] = [
  ['the token in its header', here, mine],
  ['the concert’s cookie', here, () => ({ cookie: `theme=dark; ${queueCookie(first)}` })],
  ['the header before the cookie', here, () => ({ ...mine(), cookie: queueCookie(second) })],
  ['the token as the input', () => of({ token: first.token }), () => ({})],
  [
    'the token as the input, another in the header',
    () => of({ token: first.token }),
    () => ({ 'x-queue-token': second.token }),
  ],
  ['a session beside the header', here, () => ({ ...mine(), cookie: first.session })],
  [
    'a session beside the cookie',
    here,
    () => ({ cookie: `${first.session}; ${queueCookie(first)}` }),
  ],
  ['an invalid session', here, () => ({ ...mine(), cookie: 'next-auth.session-token=none' })],
  ['an access token', here, () => ({ ...mine(), authorization: first.access })],
  [
    'cookies beside an access token, which are ignored',
    here,
    () => ({ ...mine(), authorization: first.access, cookie: second.session }),
  ],
  [
    'an input without escapes',
    () => `/api/trpc/queue.status?input={"concertId":${String(concertId)}}`,
    mine,
  ],
  [
    'headers that tRPC ignores',
    here,
    () => ({ ...mine(), accept: 'text/html', 'trpc-accept': 'application/jsonl' }),
  ],
  [
    'a page of another site',
    here,
    () => ({ cookie: queueCookie(first), origin: 'https://elsewhere.example' }),
  ],
];

/** Polls that memory does not answer, with the expected status. */
const others: [string, () => string, () => Headers, number, string?][] = [
  ['no token', here, () => ({}), 401],
  ['a forged token', here, () => ({ 'x-queue-token': forged(first.token) }), 401],
  ['two tokens', here, () => ({ 'x-queue-token': [first.token, second.token] }), 401],
  [
    'an access token as the queue token',
    here,
    () => ({ 'x-queue-token': first.access.slice(7) }),
    401,
  ],
  ['another’s session', here, () => ({ ...mine(), cookie: second.session }), 403],
  ['another’s access token', here, () => ({ ...mine(), authorization: second.access }), 403],
  [
    'another’s session, the token as the input',
    () => of({ token: first.token }),
    () => ({ cookie: second.session }),
    403,
  ],
  ['a forged access token', here, () => ({ ...mine(), authorization: forged(first.access) }), 401],
  [
    'a queue token as the access token',
    here,
    () => ({ ...mine(), authorization: `Bearer ${first.token}` }),
    401,
  ],
  ['another kind of authorization', here, () => ({ ...mine(), authorization: 'Basic YTpi' }), 401],
  [
    'a cookie beside an access token',
    here,
    () => ({ authorization: first.access, cookie: queueCookie(first) }),
    401,
  ],
  ['a token of an older key, which is renewed', here, () => ({ 'x-queue-token': ofOldKey() }), 200],
  ['the front of the queue', here, () => ({ 'x-queue-token': front.token }), 200],
  ['an admitted place', here, () => ({ 'x-queue-token': admitted.token }), 200],
  ['another concert', () => of({ concertId: elsewhere }), mine, 403],
  ['an unknown concert', () => of({ concertId: 2_147_483_647 }), mine, 404],
  ['both inputs', () => of({ concertId, token: first.token }), mine, 400],
  ['an unknown field', () => of({ concertId, more: 1 }), mine, 400],
  [
    'the same key twice',
    () => `/api/trpc/queue.status?input={"concertId":1,"concertId":${String(concertId)}}`,
    mine,
    400,
  ],
  ['two inputs', () => `${here()}&input=%7B%7D`, mine, 400],
  ['another parameter', () => `${here()}&more=1`, mine, 200],
  ['no input', () => '/api/trpc/queue.status', mine, 400],
  ['text instead of a number', () => of({ concertId: String(concertId) }), mine, 400],
  [
    'a number that begins with 0',
    () => `/api/trpc/queue.status?input={"concertId":0${String(concertId)}}`,
    mine,
    400,
  ],
  [
    'an integer with a zero fraction',
    () => `/api/trpc/queue.status?input={"concertId":${String(concertId)}.0}`,
    mine,
    200,
  ],
  [
    'a batch',
    () => `/api/trpc/queue.status?batch=1&input={"0":{"concertId":${String(concertId)}}}`,
    mine,
    200,
  ],
  ['a mutation', here, mine, 405, 'POST'],
  ['the head only', here, mine, 200, 'HEAD'],
  ['lower-case escapes', () => here().replace(/%../g, (escape) => escape.toLowerCase()), mine, 200],
  ['an escaped name', () => here().replace('queue', '%71ueue'), mine, 200],
];

test.each(answerable)('%s: memory answers exactly as tRPC would', async (_, path, headers) => {
  const [fast, slow] = [
    await answerOf(app, path(), headers()),
    await answerOf(trpc, path(), headers()),
  ];
  expect([fast.isFromMemory, slow.isFromMemory]).toEqual([true, false]);
  expect(fast.answer).toEqual(slow.answer);
  expect(JSON.parse(fast.answer.body)).toMatchObject({
    result: { data: { state: 'WAITING', position: 2, behind: 1 } },
  });
});

test.each(others)('%s: tRPC answers', async (_, path, headers, status, method) => {
  const [ours, its] = [
    await answerOf(app, path(), headers(), method),
    await answerOf(trpc, path(), headers(), method),
  ];
  expect(ours.answer).toEqual(its.answer);
  expect(ours.answer.status).toBe(status);
  expect(ours.isFromMemory).toBe(false);
});

test(
  'every status is serialized as tRPC serializes it',
  async () => {
    const texts = fc.string({ unit: 'binary' });
    const statuses: fc.Arbitrary<QueueStatus> = fc.record({
      state: fc.constantFrom('WAITING', 'ACTIVE', 'EXPIRED'),
      position: fc.nat(),
      behind: fc.nat(),
      etaSeconds: fc.option(fc.record({ low: fc.nat(), high: fc.nat() })),
      nextPollMs: fc.nat(),
      heartbeatMs: fc.nat(),
      expiresAt: fc.option(fc.date({ noInvalidDate: true }).map((date) => date.toISOString())),
      paused: fc.option(fc.record({ reason: texts })),
      message: fc.option(texts),
      number: fc.nat(),
      recovering: fc.boolean(),
      cancelled: fc.boolean(),
    });
    const check = async (status: QueueStatus): Promise<void> => {
      given = status;
      const [fast, slow] = [
        await answerOf(fastPathOfGiven, here(), mine()),
        await answerOf(trpcOfGiven, here(), mine()),
      ];
      expect(fast.answer).toEqual(slow.answer);
      expect(fast.answer.status).toBe(200);
    };
    await holds(statuses, check, { runs: fuzzRuns * 5, round: 'fast-path' });
  },
  fuzzTimeoutMs,
);

test('polls are counted by what answered them', async () => {
  const pollsBy = async (by: string) => {
    const { body } = (await answerOf(app, '/api/metrics', {})).answer;
    return Number(new RegExp(`^jari_polls_total\\{by="${by}"\\} (\\d+)$`, 'm').exec(body)?.[1]);
  };
  const [memory, redis] = [await pollsBy('memory'), await pollsBy('store')];
  await answerOf(app, here(), mine());
  await answerOf(app, here(), { 'x-queue-token': admitted.token });
  expect([await pollsBy('memory'), await pollsBy('store')]).toEqual([memory + 1, redis + 1]);
});
