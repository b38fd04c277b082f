import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { env } from '../env.ts';
import { read, send } from '../testing/client.ts';
import { aPerson, aShow } from '../testing/factories.ts';
import { type Instance, startInstance } from '../testing/instance.ts';
import { fuzzRuns, fuzzTimeoutMs, holds } from '../testing/runs.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { hostileTexts, wrongHeaders, wrongMediaTypes, wrongSegments } from '../testing/wild.ts';
import { type Answer, type Sent, transmit } from '../testing/wire.ts';

let stores: TestStores;
let instance: Instance;
let session: string;
let pages: string[];
let file: string;
beforeAll(async () => {
  stores = await testStores();
  instance = await startInstance({ KAKAO_CLIENT_ID: 'an id', KAKAO_CLIENT_SECRET: 'a secret' }, { pages: true });
  session = `next-auth.session-token=${await encode({ token: { sub: await aPerson(stores.db) }, secret: env().NEXTAUTH_SECRET })}`;
  const concert = `/concerts/${String((await aShow(stores.db)).concertId)}`;
  pages = [
    '/',
    '/sign-in',
    '/sign-up',
    '/wallet',
    '/reservations',
    concert,
    `${concert}/queue`,
    `${concert}/dates`,
    '/docs',
    '/icon.svg',
  ];
  file = /\/_next\/static\/[^"]+\.js/.exec((await send(instance.url)).text)?.[0] ?? '';
}, 120_000);
afterAll(async () => {
  await instance.stop();
  await stores.close();
});

const get = (path: string, headers: Sent['headers'] = {}) => transmit(instance.url, { method: 'GET', path, headers, body: null });
const post = (path: string, type: string | undefined, body: string, headers: Sent['headers'] = {}) =>
  transmit(instance.url, {
    method: 'POST',
    path,
    headers: { ...headers, ...(type !== undefined && { 'content-type': type }), 'content-length': Buffer.byteLength(body) },
    body,
  });
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

const words = new URL('../../components/messages/ko/common.json', import.meta.url);
const { notFoundTitle: notFound } = JSON.parse(readFileSync(words, 'utf8')) as { notFoundTitle: string };

const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code?: string }).code;
const entriesOf = (logs: string) => logs.split('\n').filter((line) => line !== '');

/** Fails for an answer that no client's input may bring about, or that tells of our insides. */
function checkAnswer(sent: unknown, { status, text }: Answer): void {
  const said = `${JSON.stringify(sent).slice(0, 600)} → ${String(status)} ${text.slice(0, 300)}`;
  if (status < 200 || status >= 500) throw new Error(`${said}: a failure`);
  if (/node_modules|"stack"|\bat [\w.<>]+ \(\w*:?\//.test(text)) throw new Error(`${said}: tells of its insides`);
}

describe('a path that is no page’s', () => {
  const paths = [
    '/concerts/%',
    '/concerts/%E0%A4%A',
    '/concerts/%c0%af',
    '/concerts/%00',
    '/concerts/%1b',
    '/checkout/%',
    '/%',
    '/wallet/%zz',
  ]
    .concat([
      '/reservations/1%/calendar',
      '/reservations/%/calendar',
      '/admin/concerts/%',
      '/concerts/1/seats/%',
      '/_next/static/%',
    ])
    .concat([
      `/${'a'.repeat(3_000)}`,
      `/${'a/'.repeat(3_000)}`,
      '/_next/image?url=%2Ficon.svg&w=64&q=75',
      '/_next/data/x/wallet.json',
    ]);
  test.each(paths.map((path) => [path.slice(0, 40), path]))('%s is answered with the page that says so', async (_, path = '') => {
    const answer = await get(path);
    expect([answer.status, answer.contentType]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.text).toContain(notFound);
  });

  test('programs’ paths answer theirs as a problem', async () => {
    for (const path of ['/api/auth/%', '/api/auth/signin/%', '/api/%', '/auth/%', '/concert/%']) {
      const answer = await get(path);
      expect([path, answer.status, answer.contentType]).toEqual([path, 404, 'application/problem+json; charset=utf-8']);
    }
  });
});

describe('what next-auth cannot take is refused', () => {
  const csrf = (callbackUrl: string) => `/api/auth/csrf?callbackUrl=${callbackUrl}`;
  test.each(['%25', '%zz', '%', 'http%3A%2F%2F%5B', 'http://[', ':', '%00', 'javascript:1', 'x', '/a&callbackUrl=/b'])(
    'callbackUrl=%s',
    async (value) => {
      for (const path of [csrf(value), `/api/auth/signin?callbackUrl=${value}`, `/api/auth/session?callbackUrl=${value}`]) {
        const answer = await get(path);
        expect([path, answer.status, codeOf(answer)]).toEqual([path, 400, 'BAD_INPUT']);
      }
    },
  );

  test('a callbackUrl of 9,000 characters, in the query and in a form; one that fits is kept', async () => {
    const long = `/${'가'.repeat(1_000)}`;
    for (const answer of [
      await get(csrf(`/${'a'.repeat(7_900)}`)),
      await post('/api/auth/signout', form, `callbackUrl=/${'a'.repeat(9_000)}`),
      await post('/api/auth/signout', json, JSON.stringify({ callbackUrl: long })),
    ])
      expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_INPUT']);
    expect((await get(csrf(`/${'a'.repeat(9_000)}`))).status).toBe(413);
    const { status, headers } = await send(`${instance.url}${csrf(`/${'a'.repeat(2_000)}`)}`);
    expect([status, headers.getSetCookie().join().length > 2_000]).toEqual([200, true]);
  });

  test.each(['%0d%0aset-cookie:a=b', '%EA%B0%80', '%00', 'a'.repeat(1_000)])('error=%s', async (value) => {
    const answer = await get(`/api/auth/error?error=${value}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_INPUT']);
  });

  test.each(['', '?error=', '?error=undefined'])(
    '/api/auth/error%s leads to the sign-in page, which has nothing to say',
    async (query) => {
      const { status, headers } = await send(`${instance.url}/api/auth/error${query}`);
      expect([status, headers.get('location')]).toEqual([302, '/sign-in']);
    },
  );

  test('control: a problem with a code is told there', async () => {
    const { headers } = await send(`${instance.url}/api/auth/error?error=AccessDenied`);
    expect(headers.get('location')).toBe('/sign-in?error=AccessDenied');
  });

  const posts = ['signin', 'signin/kakao', 'signout', 'session', 'callback/credentials', 'callback/kakao'].map(
    (name) => `/api/auth/${name}`,
  );
  test.each(posts)('a body that is no form and no JSON object of strings: %s', async (path) => {
    for (const body of ['{', '', 'null', '[]', '"x"', '5', '{"callbackUrl":5}', '{"csrfToken":{}}', '{"a":"1","a":"2"}', '\0'])
      expect([body, (await post(path, json, body)).status]).toEqual([body, 400]);
    for (const body of ['callbackUrl=%25', 'callbackUrl=/a&callbackUrl=/b', 'error=%0a'])
      expect([body, (await post(path, form, body)).status]).toEqual([body, 400]);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/jsonp', `text/plain; ${json}`])
      expect([type, (await post(path, type, '{}')).status]).toEqual([type, 415]);
    expect((await post(path, form, 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('control: what it can take it gets', async () => {
    for (const [type, body] of [
      [form, ''],
      [undefined, ''],
      [json, '{}'],
      [form, 'callbackUrl=%2Fwallet'],
    ] as const)
      expect([type, (await post('/api/auth/signout', type, body)).status]).toEqual([type, 302]);
    for (const value of ['', '/', '/wallet?x=%25', 'http://localhost:3000/a', 'https://elsewhere.example'])
      expect([value, (await get(csrf(encodeURIComponent(value)))).status]).toEqual([value, 200]);
  });
});

describe('cookies', () => {
  const bad = ['javascript:1', '%', '%00', 'http://[', ':', 'x', `/${'a'.repeat(3_000)}`, '%E0%A4%A'];
  test.each(bad)('a malformed next-auth.callback-url is ignored, and replaced: %s', async (value) => {
    const { status, headers } = await send(`${instance.url}/api/auth/csrf?callbackUrl=/wallet`, {
      headers: { cookie: `next-auth.callback-url=${value}` },
    });
    expect([status, headers.getSetCookie()]).toEqual([
      200,
      expect.arrayContaining([expect.stringMatching(/^next-auth\.callback-url=%2Fwallet;/)]),
    ]);
  });

  test('a browser that has one signs in', async () => {
    const account = { email: `${randomUUID()}@jari.example`, password: 'a long password' };
    const created = JSON.stringify({ ...account, name: 'A fan' });
    expect((await post('/auth/users', json, created)).status).toBe(201);
    const planted = 'next-auth.callback-url=javascript:1';
    const first = await send(`${instance.url}/api/auth/csrf`, { headers: { cookie: planted } });
    const [csrf = ''] = first.headers.getSetCookie().filter((each) => each.includes('csrf-token'));
    const { csrfToken } = first.body as { csrfToken: string };
    const { status, headers } = await send(`${instance.url}/api/auth/callback/credentials`, {
      method: 'POST',
      headers: { cookie: `${planted}; ${csrf.split(';')[0] ?? ''}` },
      body: new URLSearchParams({ ...account, csrfToken, json: 'true' }),
    });
    expect([status, headers.getSetCookie().some((each) => each.startsWith('next-auth.session-token=ey'))]).toEqual([200, true]);
  });

  test.each([
    'csrf-token',
    'session-token',
    'session-token.0',
    'session-token(',
    'session-token.x',
    'state',
    'nonce',
    'pkce.code_verifier',
  ])('no value of next-auth.%s makes it fail', async (name) => {
    for (const value of ['', 'x', '%', '%00', '|', 'x|y', 'a.b.c.d.e', `ey${'J'.repeat(2_000)}`, '__proto__'])
      for (const path of ['session', 'csrf', 'callback/kakao?code=x&state=y', 'signin'])
        expect((await get(`/api/auth/${path}`, { cookie: `next-auth.${name}=${value}` })).status).toBeLessThan(400);
  });
});

describe('headers', () => {
  test('a step within the app that is malformed is answered with the whole document', async () => {
    const steps: Sent['headers'][] = [
      { rsc: '1', 'next-router-state-tree': 'x' },
      { rsc: '1', 'next-router-state-tree': '%' },
      { rsc: '1', 'next-router-state-tree': '%5B%5D' },
      { rsc: '1', 'next-router-prefetch': 'x' },
      { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': 'x' },
      { rsc: '1', 'next-url': 'x' },
      { rsc: 'x' },
      { rsc: '1, 1', 'next-router-state-tree': 'x' },
    ];
    for (const headers of steps)
      for (const [path, status] of [
        ['/no/such/page', 404],
        ['/sign-in', 200],
      ] as const) {
        const answer = await get(path, headers);
        expect([headers, answer.status, answer.contentType]).toEqual([headers, status, 'text/html; charset=utf-8']);
      }
    const { status, contentType } = await get('/no/such/page', { rsc: '1' });
    expect([status, contentType]).toEqual([404, 'text/x-component']);
  });

  test('a range behind a file’s end is 416, one that is none is ignored, and others are given', async () => {
    const { text } = await get(file);
    const size = Buffer.byteLength(text);
    const end = String(size);
    for (const range of ['bytes=99999999-', `bytes=${end}-`, `bytes=${end}-${end}9`, 'bytes=-0']) {
      const { status, headers } = await send(`${instance.url}${file}`, { headers: { range, 'accept-encoding': 'identity' } });
      expect([range, status, headers.get('content-range')]).toEqual([range, 416, `bytes */${end}`]);
    }
    for (const range of [
      '5-2',
      'abc',
      'bytes=5-2',
      'bytes=a-b',
      'bytes=-',
      'bytes=',
      'bytes=0-1,5-6',
      'seats=1-2',
      `bytes=${'9'.repeat(400)}-`,
    ])
      expect([range, (await get(file, { range })).status]).toEqual([range, 200]);
    expect(await get(file, { range: 'bytes=0-3' })).toMatchObject({ status: 206, text: text.slice(0, 4) });
    expect(await get(file, { range: 'bytes=-4' })).toMatchObject({ status: 206, text: text.slice(-4) });
    for (const path of ['/', '/_next/static/none.js', '/_next/static/%2e%2e/BUILD_ID', '/_next/static/..%2f..%2fpackage.json'])
      expect([path, (await get(path, { range: 'bytes=99999999-' })).status]).toEqual([path, path === '/' ? 200 : 404]);
  });

  test('what steers Next from within does not reach it', async () => {
    const whole = await get('/sign-in');
    const steering = [
      'x-middleware-prefetch',
      'x-nextjs-data',
      'x-matched-path',
      'x-now-route-matches',
      'next-resume',
      'x-invoke-status',
    ];
    for (const headers of [...steering.map((name) => ({ [name]: '1' })), { upgrade: 'websocket', connection: 'upgrade' }])
      expect([headers, (await get('/sign-in', headers)).status]).toEqual([headers, whole.status]);
    expect((await get('/sign-in', { 'x-middleware-prefetch': '1' })).text).toContain('<form');
    for (const path of ['/wallet/', `/wallet/?${'x'.repeat(7_000)}`]) expect((await get(path)).status).toBe(308);
  });
});

test('a form that is posted to a page is shown the page, whatever it carries; a file takes none', async () => {
  const part = '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n';
  for (const answer of [
    await post('/sign-in', 'multipart/form-data; boundary=x', part),
    await post('/sign-in', 'multipart/form-data', 'x'),
    await post('/sign-in', form, '$ACTION_ID_x='),
    await post('/sign-in', 'text/plain', '[]', { 'next-action': 'x' }),
  ])
    expect([answer.status, answer.text.includes('<form')]).toEqual([200, true]);
  for (const path of [file, '/icon.svg', '/reservations/1/calendar']) {
    const { status, headers } = await read(await fetch(`${instance.url}${path}`, { method: 'POST' }));
    expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
  }
});

test('HEAD is answered as GET is, by next-auth too', async () => {
  for (const path of ['/api/auth/csrf', '/api/auth/providers', '/sign-in']) {
    const { status, text } = await transmit(instance.url, { method: 'HEAD', path, headers: {}, body: null });
    expect([path, status, text]).toEqual([path, 200, '']);
  }
});

test('every redirect of next-auth is relative, for links and for scripts, but those to a provider', async () => {
  const { headers, body } = await send(`${instance.url}/api/auth/csrf`);
  const cookie = headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const csrfToken = (body as { csrfToken: string }).csrfToken;
  const asked: [string, string, Record<string, string> | null][] = [
    ...['signin', 'signin/kakao', 'signin/none', 'signout', 'error', 'error?error=Signin', 'error?error=Other', 'verify-request']
      .concat(['callback/kakao', 'callback/kakao?error=x', 'callback/kakao?code=x&state=y', 'signin?callbackUrl=/wallet'])
      .map((path): [string, string, null] => ['GET', path, null]),
    ...[
      'signin',
      'signin/kakao',
      'signin/none',
      'signin/credentials',
      'signout',
      'callback/credentials',
      'callback/kakao',
    ].flatMap((path): [string, string, Record<string, string>][] =>
      [{}, { csrfToken }].flatMap((token) => [
        ['POST', path, token],
        ['POST', path, { ...token, json: 'true' }],
      ]),
    ),
  ];
  for (const [method, path, fields] of asked) {
    const reply = await send(`${instance.url}/api/auth/${path}`, {
      method,
      headers: { cookie },
      ...(fields !== null && { body: new URLSearchParams(fields) }),
    });
    const to = reply.headers.get('location') ?? (reply.body as { url: string }).url;
    const isProvider = path === 'signin/kakao' && fields?.['csrfToken'] !== undefined;
    expect([method, path, fields, to]).toEqual([
      method,
      path,
      fields,
      expect.stringMatching(isProvider ? /^https:\/\/kauth\.kakao/ : /^\/(?!\/)/),
    ]);
  }
});

test('no other cookie reaches Next, so that a full jar locks nobody out', async () => {
  const others = Array.from({ length: 100 }, (_, at) => `other-${String(at)}=${'x'.repeat(300)}`).join('; ');
  expect((await get('/wallet', { cookie: `${others}; ${session}` })).status).toBe(200);
});

// Requests of every kind that Next answers, each part of which may be wrong.
const oddText = fc.oneof(
  fc.constantFrom(...hostileTexts, '%', '%25', '%zz', ':', 'http://[', 'javascript:1', ''),
  fc.string({ unit: 'binary' }),
);
const escapedOrNot = fc.oneof(
  oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.stringMatching(/^[\x21\x24-\x7e]{0,40}$/),
  fc.constantFrom('%', '%00', '%E0%A4%A', '%c0%af', '%0d%0a', '%1b%5b31m', '%c2%9b'),
  fc.integer({ min: 500, max: 9_000 }).map((length) => 'a'.repeat(length)),
);
const parameterNames = fc.constantFrom(
  'callbackUrl',
  'error',
  'returnTo',
  '_rsc',
  'nxtPconcertId',
  '__nextLocale',
  'code',
  'state',
  'csrf',
  '__proto__',
  'x',
);
const queries = fc
  .array(fc.tuple(parameterNames, escapedOrNot), { maxLength: 3 })
  .map((fields) => (fields.length === 0 ? '' : `?${fields.map(([name, value]) => `${name}=${value}`).join('&')}`));
const known = fc.nat().map((at) => pages[at % pages.length] ?? '/');
const pagePaths = fc.oneof(
  known,
  fc.tuple(known, fc.oneof(wrongSegments, escapedOrNot)).map(([page, segment]) => `${page === '/' ? '' : page}/${segment}`),
  fc
    .tuple(
      fc.constantFrom('concerts', 'checkout', 'reservations', 'admin/concerts', '_next/static', '_next', '_next/image'),
      wrongSegments,
    )
    .map((all) => `/${all.join('/')}`),
  fc
    .tuple(wrongSegments, fc.constantFrom('calendar', 'queue', 'dates', 'seats/1'))
    .map(([id, page]) => `/${page === 'calendar' ? 'reservations' : 'concerts'}/${id}/${page}`),
  known.map((page) => `${page}.rsc`),
  fc.constant('').map(() => file),
);
const authPaths = fc.oneof(
  fc
    .constantFrom(
      'csrf',
      'session',
      'providers',
      'signin',
      'signin/kakao',
      'signin/x',
      'signout',
      'error',
      'verify-request',
      '_log',
    )
    .map((name) => `/api/auth/${name}`),
  fc.constantFrom('callback/credentials', 'callback/kakao', 'callback/x').map((name) => `/api/auth/${name}`),
  wrongSegments.map((segment) => `/api/auth/signin/${segment}`),
);
const cookieNames = fc.oneof(
  fc
    .constantFrom(
      'callback-url',
      'csrf-token',
      'session-token',
      'session-token.0',
      'session-token(',
      'state',
      'nonce',
      'pkce.code_verifier',
    )
    .map((name) => `next-auth.${name}`),
  fc.constantFrom('jari-locale', 'jari-theme', 'jari-queue-1', 'jari-queue-x', '__proto__', 'other', ''),
);
const cookies = fc
  .array(fc.tuple(cookieNames, fc.oneof(escapedOrNot, wrongHeaders)), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('; '))
  .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''));
const tree = encodeURIComponent(
  JSON.stringify(['', { children: ['concerts', { children: [['concertId', '1', 'd', null], {}] }] }, null, 'refetch']),
);
const steps = fc.record(
  {
    rsc: fc.constantFrom('1', '0', 'x'),
    'next-router-state-tree': fc.oneof(fc.constantFrom(tree, 'x', '%', '%5B%22%22%2C%7B%7D%5D'), wrongHeaders),
    'next-router-prefetch': fc.oneof(fc.constantFrom('1', '2', '3', '9'), wrongHeaders),
    'next-router-segment-prefetch': fc.oneof(fc.constantFrom('/_tree', '/', '/x/../y', '//', '/%'), wrongHeaders),
    'next-url': fc.oneof(fc.constantFrom('/', '/%', '//x', '/concerts/1'), wrongHeaders),
  },
  { requiredKeys: ['rsc'] },
);
const oddHeaderNames = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
]
  .concat([
    'if-unmodified-since',
    'next-action',
    'next-hmr-refresh',
    'next-resume',
    'origin',
    'range',
    'referer',
    'sec-fetch-dest',
    'te',
    'upgrade',
  ])
  .concat([
    'user-agent',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-invoke-path',
    'x-matched-path',
    'x-middleware-prefetch',
    'x-middleware-subrequest',
  ])
  .concat(['x-nextjs-data', 'x-now-route-matches', 'x-prerender-revalidate', 'x-queue-token', 'content-security-policy']);
const oddHeaders = fc.dictionary(
  fc.constantFrom(...oddHeaderNames),
  fc.oneof(wrongHeaders, fc.constantFrom('1', 'bytes=99999999-', 'bytes=5-2', 'websocket', '*', '"x"', 'document', 'image')),
  { maxKeys: 4 },
);
const bodies = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '{}',
    'null',
    '[]',
    '"x"',
    '\0',
    '$ACTION_ID_x=',
    'csrfToken=x',
    '{"callbackUrl":{}}',
    '{"json":"true"}',
  ),
  fc.tuple(parameterNames, escapedOrNot).map((field) => field.join('=')),
  fc.tuple(parameterNames, oddText).map(([name, value]) => JSON.stringify({ [name]: value })),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => 'x'.repeat(length)),
  fc.constant('--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n'),
);
const mediaTypes = fc.constantFrom(form, form, json, json, ...wrongMediaTypes);
const signedIn = fc.boolean();

/** A longer head is no request at all: unreadable.test.ts. */
const headLengthMax = 15_000;

const requests = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    path: fc.oneof(pagePaths, authPaths),
    query: queries,
    cookie: cookies,
    step: fc.option(steps, { freq: 2 }),
    odd: oddHeaders,
    body: bodies,
    type: mediaTypes,
    signedIn,
  })
  .map(({ method, path, query, cookie, step, odd, body, type, signedIn: isSomebody }): Sent => {
    const carries = method !== 'GET' && method !== 'HEAD';
    const jar = [cookie, isSomebody ? session : ''].filter((each) => each !== '').join('; ');
    return {
      method,
      path: `${path}${query}`,
      headers: {
        ...odd,
        ...step,
        ...(jar !== '' && { cookie: jar }),
        ...(carries && { 'content-length': Buffer.byteLength(body), ...(type !== undefined && { 'content-type': type }) }),
      },
      body: carries ? body : null,
    };
  })
  .filter((sent) => JSON.stringify(sent.headers).length + sent.path.length < headLengthMax);

test(
  'whatever is sent to Next or next-auth, in path, query, cookies, headers and body, brings about no failure and no stack',
  async () => {
    const statuses = new Map<number, number>();
    const check = async (sent: Sent): Promise<void> => {
      const answer = await transmit(instance.url, sent);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      checkAnswer(sent, answer);
    };
    await holds(requests, check, { runs: fuzzRuns * 40, round: 'forwarded' });
    // The requests are of all kinds: pages, redirects, refusals.
    for (const status of [200, 302, 400, 404, 405, 413, 415])
      expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0]);
  },
  fuzzTimeoutMs * 4,
);

test('after all that the log has one structured entry a line, none of them a failure or a stack, and none that a client wrote', async () => {
  const forged = encodeURIComponent('x\n{"level":30,"msg":"forged"}\n\u001B[31m\u009B31m\0\u202E');
  for (const path of [`/api/auth/csrf?callbackUrl=${forged}`, `/api/auth/error?error=${forged}`, `/concerts/${forged}`])
    await get(path, { cookie: `next-auth.session-token=${forged}; next-auth.callback-url=${forged}` });
  await get(`/api/auth/callback/kakao?error=access_denied&error_description=${forged}`);
  await get(`/api/auth/callback/kakao?state=${forged}&code=${forged}`, { cookie: `next-auth.state=${forged}` });
  await post('/api/auth/_log', form, `level=error&code=${forged}`);
  const logs = instance.logs();
  expect(logs).toContain('from next-auth');
  expect(logs).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
  for (const line of entriesOf(logs)) {
    const entry = JSON.parse(line) as { level: number; msg: string };
    expect([line, entry.level < 50, line.includes('    at ')]).toEqual([line, true, false]);
    expect(entry.msg).not.toBe('forged');
  }
});
