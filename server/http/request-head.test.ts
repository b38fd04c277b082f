import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { fanOf, send } from '#tests/support/http-client.ts';
import { eventually } from '#tests/support/eventually.ts';
import { aPerson } from '#tests/support/factories.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite();
let userId: string;
let accessToken: string;
beforeAll(async () => {
  ({ userId, accessToken } = fanOf(await aPerson(stores.db)));
});

const open = () => connect(Number(new URL(instance.url).port), '127.0.0.1');

/** Bypasses HTTP clients, which refuse to send malformed requests. */
function raw(bytes: string): Promise<string> {
  const socket = open();
  socket.write(Buffer.from(bytes, 'latin1'));
  return readText(socket);
}

/** Returns the status and refusal code of each pipelined response. */
function answersIn(received: string): (string | undefined)[][] {
  return received
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .map((answer) => [
      /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1],
      /"code":"([A-Z_]+)"/.exec(answer)?.[1],
    ]);
}

const charge = (amount: number, key: string, more = '') => {
  const body = JSON.stringify({ amount });
  return [
    `POST /concert/${userId}/balance HTTP/1.1`,
    'Host: jari',
    `Authorization: Bearer ${accessToken}`,
    'Content-Type: application/json',
    `Idempotency-Key: ${key}`,
    `Content-Length: ${String(body.length)}`,
    ...(more === '' ? [] : [more]),
    '',
    body,
  ].join('\r\n');
};
const health = 'GET /api/health HTTP/1.1\r\nHost: jari\r\n\r\n';

test.each([
  ['a stray byte', '\0'],
  ['a line that is not a request', 'nonsense\r\n\r\n'],
  ['a second body', '{"amount":5}'],
])(
  'a charge keeps its own response before %s on the same connection, which then closes',
  async (_, stray) => {
    const key = `stray-${String(stray.length)}-${String(stray.charCodeAt(0))}`;
    const received = await raw(charge(1_000, key) + stray);
    expect(answersIn(received)).toEqual([['200', undefined]]);
    expect(received.toLowerCase()).toContain('connection: close');
  },
);

test('pipelined requests before unparsable bytes are all answered, in order', async () => {
  const received = await raw(
    health + charge(1_000, 'pipelined-1') + health + charge(1_000, 'pipelined-2') + '\0',
  );
  expect(answersIn(received).map(([status]) => status)).toEqual(['200', '200', '200', '200']);
});

test('a body that becomes unparsable gets one refusal, and its request changes nothing', async () => {
  const head = charge(1_000, 'broken-chunks').split('Content-Length')[0] ?? '';
  const balance = () =>
    stores.db.account.findFirst({ where: { userId }, select: { balanceKrw: true } });
  const before = await balance();
  const received = await raw(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"amo\r\nzz\r\n`);
  expect(answersIn(received)).toEqual([['400', 'BAD_INPUT']]);
  expect(await balance()).toEqual(before);
});

const get = (...headers: string[]) =>
  `GET /api/health HTTP/1.1\r\nConnection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
const chunked = (coding: string, version = '1.1') =>
  `POST /auth/users HTTP/${version}\r\nHost: a\r\nTransfer-Encoding: ${coding}\r\nConnection: close\r\n\r\n0\r\n\r\n`;

test.each([
  ['no Host', get(), '400', 'BAD_INPUT'],
  ['two hosts', get('Host: a', 'Host: b'), '400', 'BAD_INPUT'],
  ['one host twice', get('Host: a', 'host: a'), '400', 'BAD_INPUT'],
  ['an empty host', get('Host:'), '400', 'BAD_INPUT'],
  ...['a b', 'a/b', 'a@b', 'a:x', 'a:123456', '[::1', '[z]', 'a%zz', 'ä', 'a\\b', 'a?b', '<a>'].map(
    (host): [string, string, string, string | undefined] => [
      `the host ${host}`,
      get(`Host: ${host}`),
      '400',
      'BAD_INPUT',
    ],
  ),
  ...['a', 'A.example:443', '127.0.0.1', '[::1]:3000', 'a:', 'xn--9d0b.example', 'a_b'].map(
    (host): [string, string, string, string | undefined] => [
      `the host ${host}`,
      get(`Host: ${host}`),
      '200',
      undefined,
    ],
  ),
  ['no Host in HTTP/1.0', 'GET /api/health HTTP/1.0\r\n\r\n', '200', undefined],
  ['gzip within chunks', chunked('gzip, chunked'), '501', 'NOT_IMPLEMENTED'],
  ['an unknown coding', chunked('x-jari, chunked'), '501', 'NOT_IMPLEMENTED'],
  ['chunks within chunks', chunked('chunked, chunked'), '400', 'BAD_INPUT'],
  ['chunks in HTTP/1.0', chunked('chunked', '1.0'), '400', 'BAD_INPUT'],
  ['chunks that are not the last coding', chunked('chunked, gzip'), '400', 'BAD_INPUT'],
  ['32 KiB of cookies', get('Host: a', `Cookie: ${'c'.repeat(32 * 1024)}`), '200', undefined],
  ['more cookies', get('Host: a', `Cookie: ${'c'.repeat(32 * 1024 + 1)}`), '413', 'TOO_LARGE'],
  [
    'too many cookies in two headers',
    get('Host: a', `Cookie: ${'c'.repeat(20_000)}`, `Cookie: ${'c'.repeat(20_000)}`),
    '413',
    'TOO_LARGE',
  ],
  ['17 KB of other headers', get('Host: a', `X-Other: ${'c'.repeat(17_000)}`), '413', 'TOO_LARGE'],
])('a request’s head is checked: %s', async (_, bytes, status, code) => {
  const received = await raw(bytes);
  expect(answersIn(received)).toEqual([[status, code]]);
  if (code !== undefined) expect(received).toContain('application/problem+json');
});

test('a body that is too large is refused before 100 Continue', async () => {
  const socket = open();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write(
    'POST /auth/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 10000000\r\n\r\n',
  );
  await eventually('it is refused', () => received.includes('TOO_LARGE'));
  expect(answersIn(received)).toEqual([['413', 'TOO_LARGE']]);
  expect(received.toLowerCase()).toContain('connection: close');
  socket.destroy();
});

test('an acceptable body gets 100 Continue, and the connection stays open', async () => {
  const socket = open();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const [head = '', body = ''] = charge(1_000, 'with-expect', 'Expect: 100-continue').split(
    '\r\n\r\n',
  );
  socket.write(`${head}\r\n\r\n`);
  await eventually('100 Continue arrives', () => received.includes('100 Continue'));
  socket.write(body);
  await eventually('the wallet is charged', () => received.includes('"balance"'));
  expect(received.toLowerCase()).not.toContain('connection: close');
  socket.write(health);
  await eventually('the next request is answered', () => received.includes('alive'));
  socket.destroy();
});

test.each([
  ['no token', () => ({ path: `/concert/${userId}/balance` }), 'Bearer realm="jari"'],
  [
    'a forged token',
    () => ({ path: `/concert/${userId}/balance`, headers: { authorization: 'Bearer forged' } }),
    'Bearer realm="jari", error="invalid_token"',
  ],
  [
    'a forged queue token',
    () => ({ path: `/concert/${userId}/Token`, headers: { 'x-queue-token': 'forged' } }),
    'Bearer realm="jari", error="invalid_token"',
  ],
  [
    'a wrong password',
    () => ({
      path: '/auth/token',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"email":"nobody@jari.example","password":"a password"}',
    }),
    'Bearer realm="jari"',
  ],
  ['tRPC without a session', () => ({ path: '/api/trpc/wallet.balance' }), 'Bearer realm="jari"'],
  [
    'tRPC with a forged token',
    () => ({ path: '/api/trpc/wallet.balance', headers: { authorization: 'Bearer forged' } }),
    'Bearer realm="jari", error="invalid_token"',
  ],
  [
    'a poll with a forged token',
    () => ({ path: '/api/trpc/queue.status?input=%7B%22token%22%3A%22forged%22%7D' }),
    'Bearer realm="jari", error="invalid_token"',
  ],
])(
  'a 401 names its scheme: %s',
  async (_, asking: () => { path: string } & RequestInit, challenge) => {
    const { path, ...init } = asking();
    const reply = await send(`${instance.url}${path}`, init);
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, challenge]);
  },
);
