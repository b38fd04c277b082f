import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import {
  call,
  fanOf,
  type Reply,
  seen,
  send,
  sessionCookieOf,
} from '#tests/support/http-client.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite();
let url: string;
let signed: Record<string, string>;
let cookie: string;
beforeAll(async () => {
  url = instance.url;
  const { userId, accessToken } = fanOf(await aPerson(stores.db));
  signed = { authorization: `Bearer ${accessToken}` };
  cookie = await sessionCookieOf(userId);
});

const json = { 'content-type': 'application/json' };
const post = (path: string, body: BodyInit | null, headers: Record<string, string> = json) =>
  send(`${url}${path}`, { method: 'POST', headers, body });
const postJson = (path: string, body: unknown) => post(path, JSON.stringify(body));

/** Bypasses HTTP clients, which refuse to send malformed requests. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

test('tRPC refuses unknown names, methods, media types, sizes and syntax in the contract’s form', async () => {
  const charge = '/api/trpc/wallet.charge';
  const form = new FormData();
  form.set('amount', '5');
  const tooLarge = JSON.stringify({ amount: 5, idempotencyKey: 'x'.repeat(70_000) });
  const cases: [string, Promise<Reply>, number, string][] = [
    ['unknown name', send(`${url}/api/trpc/wallet.rob`), 404, 'NOT_FOUND'],
    ['unknown name, POST', postJson('/api/trpc/wallet.rob', {}), 404, 'NOT_FOUND'],
    ['a property of Object', send(`${url}/api/trpc/__proto__`), 404, 'NOT_FOUND'],
    ['no name', send(`${url}/api/trpc/`), 404, 'NOT_FOUND'],
    ['malformed escape', send(`${url}/api/trpc/%E0%A4%A`), 404, 'NOT_FOUND'],
    ['mutation by GET', send(`${url}${charge}`, { headers: signed }), 405, 'METHOD_NOT_ALLOWED'],
    ['query by POST', postJson('/api/trpc/wallet.balance', {}), 405, 'METHOD_NOT_ALLOWED'],
    ['query by a form', post('/api/trpc/wallet.balance', form, {}), 405, 'METHOD_NOT_ALLOWED'],
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
      (method): [string, Promise<Reply>, number, string] => [
        method,
        send(`${url}${charge}`, { method, headers: { ...json, ...signed } }),
        405,
        'METHOD_NOT_ALLOWED',
      ],
    ),
    ['multipart', post(charge, form, signed), 415, 'NOT_JSON'],
    ['form', post(charge, new URLSearchParams({ amount: '5' }), signed), 415, 'NOT_JSON'],
    [
      'bytes',
      post(charge, tooLarge, { ...signed, 'content-type': 'application/octet-stream' }),
      415,
      'NOT_JSON',
    ],
    ['text', post(charge, '{}', { ...signed, 'content-type': 'text/plain' }), 415, 'NOT_JSON'],
    [
      'JSON of another kind',
      post(charge, '{}', { ...signed, 'content-type': 'application/jsonp' }),
      415,
      'NOT_JSON',
    ],
    ['multipart without input', post('/api/trpc/queue.leave', form, signed), 415, 'NOT_JSON'],
    [
      'compressed',
      post(charge, '{}', { ...json, ...signed, 'content-encoding': 'gzip' }),
      415,
      'NOT_JSON',
    ],
    ['too large, unauthenticated', post(charge, tooLarge), 413, 'TOO_LARGE'],
    ['malformed', post(charge, '{"amount":', { ...json, ...signed }), 400, 'BAD_INPUT'],
    ['malformed, unauthenticated', post(charge, '{"amount":'), 401, 'NOT_SIGNED_IN'],
    ['no body', post(charge, null, { ...json, ...signed }), 400, 'BAD_INPUT'],
    ['malformed query', send(`${url}/api/trpc/catalog.concert?input=%7B`), 400, 'BAD_INPUT'],
    ['mixed batch', send(`${url}/api/trpc/catalog.concerts,queue.join?batch=1`), 400, 'BAD_INPUT'],
    [
      'malformed parameters',
      send(`${url}/api/trpc/catalog.concerts?connectionParams=7`),
      400,
      'BAD_INPUT',
    ],
  ];
  for (const [what, answer, status, code] of cases) {
    const reply = await answer;
    expect([what, ...seen(reply)]).toEqual([what, status, code]);
    expect([what, reply.headers.get('content-type')]).toEqual([
      what,
      expect.stringContaining('application/json'),
    ]);
    expect(reply.text).not.toMatch(/stack|node_modules/);
  }
  expect((await call(url, 'wallet.balance', undefined, signed)).data).toEqual({ balance: 0 });
});

test('a response is never streamed, even if the client accepts a stream', async () => {
  const headers = { accept: 'application/jsonl', 'trpc-accept': 'application/jsonl' };
  const reply = await send(
    `${url}/api/trpc/catalog.concerts,catalog.concerts?batch=1&input=%7B%7D`,
    { headers },
  );
  expect([reply.headers.get('content-type'), (reply.body as unknown[]).length]).toEqual([
    'application/json',
    2,
  ]);
});

test('the media type of JSON is accepted in any case and with a charset', async () => {
  const body = JSON.stringify({ amount: 5, idempotencyKey: 'in-any-case' });
  for (const type of ['Application/JSON', 'application/json; charset=utf-8'])
    expect(
      (await post('/api/trpc/wallet.charge', body, { ...signed, 'content-type': type })).data,
    ).toEqual({ balance: 5 });
});

test('a body that is far too large is refused before it has all been sent', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(200_000)), // the body never ends
  });
  const init = { method: 'POST', headers: json, body, duplex: 'half' };
  expect(seen(await send(`${url}/api/trpc/wallet.charge`, init as RequestInit))).toEqual([
    413,
    'TOO_LARGE',
  ]);
  expect(seen(await post('/auth/token', 'x'.repeat(5_000_000)))).toEqual([413, 'TOO_LARGE']);
});

test('a session counts only if no other site can have sent the request', async () => {
  const { concertId } = await aPerformance(stores.db);
  const join = (headers: Record<string, string>) => call(url, 'queue.join', { concertId }, headers);
  const own = new URL(url).origin;
  const foreign: Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { origin: `${own}.elsewhere.example` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
  ];
  for (const headers of foreign)
    expect(seen(await join({ cookie, ...headers }))).toEqual([403, 'CROSS_SITE']);
  for (const headers of [{ origin: own }, { 'sec-fetch-site': 'same-origin' }, {}])
    expect((await join({ cookie, ...headers })).status).toBe(200);
  const foreignOrigin = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  expect((await call(url, 'wallet.balance', undefined, { cookie, ...foreignOrigin })).status).toBe(
    200,
  );
  expect(
    (await join({ ...signed, ...foreignOrigin, cookie: 'next-auth.session-token=of-someone-else' }))
      .status,
  ).toBe(200);
  expect(seen(await join({ cookie, authorization: 'Bearer nonsense' }))).toEqual([
    401,
    'NOT_SIGNED_IN',
  ]);
});

test('programs sign up and sign in at both addresses', async () => {
  const account = { email: 'Program@Jari.Example', password: 'a long password', name: 'A program' };
  const created = await postJson('/auth/users', account);
  expect([created.status, Object.keys(created.body as object)]).toEqual([201, ['userId']]);
  expect(
    seen(await postJson('/api/auth/users', { ...account, email: 'PROGRAM@JARI.EXAMPLE' })),
  ).toEqual([409, 'EMAIL_TAKEN']);
  for (const path of ['/auth/token', '/api/auth/token']) {
    const { status, body } = await postJson(path, {
      email: 'program@jari.example',
      password: account.password,
    });
    expect([status, body]).toEqual([
      200,
      {
        ...(created.body as object),
        accessToken: expect.any(String) as unknown,
        tokenType: 'Bearer',
        expiresIn: 86_400,
      },
    ]);
    const { accessToken } = body as { accessToken: string };
    expect(
      (await call(url, 'wallet.balance', undefined, { authorization: `Bearer ${accessToken}` }))
        .status,
    ).toBe(200);
    for (const wrong of [
      { email: account.email, password: 'another' },
      { email: 'nobody@jari.example', password: 'a long password' },
    ]) {
      const refused = await postJson(path, wrong);
      expect(seen(refused)).toEqual([401, 'NOT_SIGNED_IN']);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(refused.body).toEqual({
        status: 401,
        code: 'NOT_SIGNED_IN',
        title: expect.any(String) as unknown,
        detail: expect.any(String) as unknown,
        requestId: refused.headers.get('x-request-id'),
      });
    }
  }
});

test('an invalid sign-up is refused with a problem', async () => {
  const good = { email: 'new@jari.example', password: 'long enough', name: 'New' };
  const bad: unknown[] = [
    { ...good, password: 'seven77' },
    { ...good, password: 'x'.repeat(201) },
    { ...good, password: 'a\0password' },
    { ...good, password: '\uD800 password' },
    { ...good, name: '' },
    { ...good, name: '   ' },
    { ...good, name: 'x'.repeat(101) },
    { ...good, name: 'a\0name' },
    { ...good, name: '\uDC00' },
    { ...good, email: 'nobody' },
    { ...good, email: 'a\0b@jari.example' },
    { ...good, email: `${'x'.repeat(250)}@jari.example` },
    { ...good, email: ['new@jari.example'] },
    { ...good, role: 'ADMIN' },
    { email: good.email, password: good.password },
    null,
    [good],
    'text',
  ];
  for (const body of bad)
    expect([body, ...seen(await postJson('/auth/users', body))]).toEqual([body, 400, 'BAD_INPUT']);
  for (const body of [{}, { email: 'a\0b', password: '\uD800' }, { ...good, email: 5 }])
    expect([body, ...seen(await postJson('/auth/token', body))]).toEqual([body, 400, 'BAD_INPUT']);
  for (const path of ['/auth/users', '/api/auth/users', '/auth/token', '/api/auth/token']) {
    expect(seen(await post(path, '{"email":'))).toEqual([400, 'BAD_INPUT']);
    expect(seen(await post(path, new URLSearchParams(good), {}))).toEqual([415, 'NOT_JSON']);
    expect(seen(await post(path, JSON.stringify(good), { 'content-type': 'text/plain' }))).toEqual([
      415,
      'NOT_JSON',
    ]);
    const wrongMethod = await send(`${url}${path}`);
    expect([...seen(wrongMethod), wrongMethod.headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'POST',
    ]);
  }
  expect(await stores.db.user.count({ where: { email: good.email } })).toBe(0);
});

test('health, readiness and metrics answer GET and HEAD, and no other method', async () => {
  expect(await send(`${url}/api/health`)).toMatchObject({ status: 200, body: { status: 'alive' } });
  expect(await send(`${url}/api/ready`)).toMatchObject({
    status: 503,
    body: { ready: false, missing: ['pages'] },
  });
  expect((await send(`${url}/api/metrics`)).text).toMatch(/^jari_http_request_seconds_count/m);
  for (const path of ['/api/health', '/api/ready', '/api/metrics', '/api/trpc/catalog.concerts']) {
    const [get, head] = [
      await send(`${url}${path}`),
      await send(`${url}${path}`, { method: 'HEAD' }),
    ];
    expect([path, head.status, head.text]).toEqual([path, get.status, '']);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
  }
  for (const path of ['/api/health', '/api/ready', '/api/metrics'])
    expect(seen(await postJson(path, {}))).toEqual([405, 'METHOD_NOT_ALLOWED']);
});

test('next-auth’s actions accept only their own methods', async () => {
  for (const path of [
    '/api/auth/session',
    '/api/auth/csrf',
    '/api/auth/signin/kakao',
    '/api/auth/callback/kakao',
  ]) {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const reply = await send(`${url}${path}`, { method });
      expect([path, method, ...seen(reply)]).toEqual([path, method, 405, 'METHOD_NOT_ALLOWED']);
      expect(reply.headers.get('allow')).toBe(
        path.endsWith('/csrf') ? 'GET, HEAD' : 'GET, HEAD, POST',
      );
    }
    for (const method of ['GET', 'HEAD', 'POST']) {
      // An instance without pages answers 503 to an accepted request.
      const status = path.endsWith('/csrf') && method === 'POST' ? 405 : 503;
      expect([path, method, (await send(`${url}${path}`, { method })).status]).toEqual([
        path,
        method,
        status,
      ]);
    }
  }
  expect(seen(await send(`${url}/api/auth/_log`))).toEqual([405, 'METHOD_NOT_ALLOWED']);
});

test('a page accepts only GET, HEAD and POST', async () => {
  for (const path of ['/', '/sign-in', '/concerts/1/queue', '/no-such-page']) {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const reply = await send(`${url}${path}`, { method });
      expect([path, method, ...seen(reply)]).toEqual([path, method, 405, 'METHOD_NOT_ALLOWED']);
      expect(reply.headers.get('allow')).toBe('GET, HEAD, POST');
    }
    // An instance without pages answers 503 to an accepted request.
    expect([path, (await send(`${url}${path}`, { method: 'POST' })).status]).toEqual([path, 503]);
  }
});

test('an unknown path for programs is a problem for any method', async () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/nothing',
    '/api/auth/nothing',
    '/api/auth/callback/%63redentials', // Next would decode `%63` to `c`
    '/api/trpc',
    '/auth',
    '/auth/nothing',
    '/concert/nothing/at/all',
    '/api/__proto__',
    '/auth/toString',
  ]) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const reply = await send(`${url}${path}`, { method });
      expect([path, method, ...seen(reply)]).toEqual([path, method, 404, 'NOT_FOUND']);
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
    }
  }
  expect((await send(`${url}/`)).status).toBe(503); // an instance without pages answers 503
});

test('a client that offers HTTP/2 is answered in HTTP/1.1', async () => {
  const offer =
    'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__';
  expect(await raw(`GET /api/health HTTP/1.1\r\nHost: a\r\n${offer}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 200 /,
  );
});

test('an unknown Expect header is ignored', async () => {
  const received = await raw(
    'GET /api/health HTTP/1.1\r\nHost: a\r\nExpect: the-unexpected\r\nConnection: close\r\n\r\n',
  );
  expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*"alive"/);
});

test('a request that is not HTTP for an origin server is refused, and the instance keeps running', async () => {
  expect(
    await raw('GET http://elsewhere.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
  ).toMatch(/^HTTP\/1.1 400 /);
  expect(await raw('OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1.1 400 /,
  );
  expect(
    await raw('GET /api/trpc/catalog.concerts HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'),
  ).toMatch(/^HTTP\/1.1 400 /);
  expect(
    await raw('TRACE /api/trpc/catalog.concerts HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
  ).toMatch(/^HTTP\/1.1 405 /);
  expect(await raw('nonsense\r\n\r\n')).toMatch(
    /^HTTP\/1.1 400 Bad Request\r\n[^]*"code":"BAD_INPUT"/,
  );
  expect((await send(`${url}/api/health`)).status).toBe(200);
});
