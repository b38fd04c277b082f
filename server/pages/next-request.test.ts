import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { read, send } from '#tests/support/http-client.ts';
import {
  form,
  type GuardedSite,
  json,
  openGuardedSite,
  unsoundLines,
} from '#tests/support/guarded-site.ts';
import { type Answer, type Sent, transmit } from '#tests/support/wire.ts';
import { toNextRequest } from './next-request.ts';

// Tests malformed values that once made Next or next-auth fail, and variants of these values. The
// file next-request-fuzz.test.ts tests random values.
let site: GuardedSite;
const { get, post }: Pick<GuardedSite, 'get' | 'post'> = {
  get: (...asked) => site.get(...asked),
  post: (...asked) => site.post(...asked),
};
beforeAll(async () => void (site = await openGuardedSite()), 120_000);
afterAll(() => site.close());

const words = new URL('../../components/messages/ko/common.json', import.meta.url);
const { notFoundTitle: notFound } = JSON.parse(readFileSync(words, 'utf8')) as {
  notFoundTitle: string;
};

const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code?: string }).code;

describe('a path without a page', () => {
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
  test.each(paths.map((path) => [path.slice(0, 40), path]))(
    '%s is answered with the not-found page',
    async (_, path = '') => {
      const answer = await get(path);
      expect([answer.status, answer.contentType]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.text).toContain(notFound);
    },
  );

  test('below /api it is answered with problem+json', async () => {
    for (const path of ['/api/auth/%', '/api/auth/signin/%', '/api/%', '/auth/%', '/concert/%']) {
      const answer = await get(path);
      expect([path, answer.status, answer.contentType]).toEqual([
        path,
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
  });
});

describe('what next-auth cannot process is refused', () => {
  const csrf = (callbackUrl: string) => `/api/auth/csrf?callbackUrl=${callbackUrl}`;
  test.each([
    '%25',
    '%zz',
    '%',
    'http%3A%2F%2F%5B',
    'http://[',
    ':',
    '%00',
    'javascript:1',
    'x',
    '/a&callbackUrl=/b',
  ])('callbackUrl=%s', async (value) => {
    for (const path of [
      csrf(value),
      `/api/auth/signin?callbackUrl=${value}`,
      `/api/auth/session?callbackUrl=${value}`,
    ]) {
      const answer = await get(path);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 400, 'BAD_INPUT']);
    }
  });

  test('a callbackUrl of 9,000 characters, in the query and in a form; a shorter one passes', async () => {
    const long = `/${'가'.repeat(1_000)}`;
    for (const answer of [
      await get(csrf(`/${'a'.repeat(7_900)}`)),
      await post('/api/auth/signout', form, `callbackUrl=/${'a'.repeat(9_000)}`),
      await post('/api/auth/signout', json, JSON.stringify({ callbackUrl: long })),
    ])
      expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_INPUT']);
    expect((await get(csrf(`/${'a'.repeat(9_000)}`))).status).toBe(413);
    const { status, headers } = await send(`${site.url}${csrf(`/${'a'.repeat(2_000)}`)}`);
    expect([status, headers.getSetCookie().join().length > 2_000]).toEqual([200, true]);
  });

  test.each(['%0d%0aset-cookie:a=b', '%EA%B0%80', '%00', 'a'.repeat(1_000)])(
    'error=%s',
    async (value) => {
      const answer = await get(`/api/auth/error?error=${value}`);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_INPUT']);
    },
  );

  test.each(['', '?error=', '?error=undefined'])(
    '/api/auth/error%s leads to the sign-in page, without a problem to show',
    async (query) => {
      const { status, headers } = await send(`${site.url}/api/auth/error${query}`);
      expect([status, headers.get('location')]).toEqual([302, '/sign-in']);
    },
  );

  test('control: a problem with a code is shown there', async () => {
    const { headers } = await send(`${site.url}/api/auth/error?error=AccessDenied`);
    expect(headers.get('location')).toBe('/sign-in?error=AccessDenied');
  });

  const posts = [
    'signin',
    'signin/kakao',
    'signout',
    'session',
    'callback/credentials',
    'callback/kakao',
  ].map((name) => `/api/auth/${name}`);
  test.each(posts)(
    'a body that is neither a form nor a JSON object of strings: %s',
    async (path) => {
      for (const body of [
        '{',
        '',
        'null',
        '[]',
        '"x"',
        '5',
        '{"callbackUrl":5}',
        '{"csrfToken":{}}',
        '{"a":"1","a":"2"}',
        '\0',
      ])
        expect([body, (await post(path, json, body)).status]).toEqual([body, 400]);
      for (const body of ['callbackUrl=%25', 'callbackUrl=/a&callbackUrl=/b', 'error=%0a'])
        expect([body, (await post(path, form, body)).status]).toEqual([body, 400]);
      for (const type of [
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/jsonp',
        `text/plain; ${json}`,
      ])
        expect([type, (await post(path, type, '{}')).status]).toEqual([type, 415]);
      expect((await post(path, form, 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
    },
  );

  test('control: a valid form reaches it', async () => {
    for (const [type, body] of [
      [form, ''],
      [undefined, ''],
      [json, '{}'],
      [form, 'callbackUrl=%2Fwallet'],
    ] as const)
      expect([type, (await post('/api/auth/signout', type, body)).status]).toEqual([type, 302]);
    for (const value of [
      '',
      '/',
      '/wallet?x=%25',
      'http://localhost:3000/a',
      'https://elsewhere.example',
    ])
      expect([value, (await get(csrf(encodeURIComponent(value)))).status]).toEqual([value, 200]);
  });
});

describe('cookies', () => {
  const bad = [
    'javascript:1',
    '%',
    '%00',
    'http://[',
    ':',
    'x',
    `/${'a'.repeat(3_000)}`,
    '%E0%A4%A',
  ];
  test.each(bad)(
    'a malformed next-auth.callback-url is ignored and replaced: %s',
    async (value) => {
      const { status, headers } = await send(`${site.url}/api/auth/csrf?callbackUrl=/wallet`, {
        headers: { cookie: `next-auth.callback-url=${value}` },
      });
      expect([status, headers.getSetCookie()]).toEqual([
        200,
        expect.arrayContaining([expect.stringMatching(/^next-auth\.callback-url=%2Fwallet;/)]),
      ]);
    },
  );

  test('a browser with a malformed cookie can sign in', async () => {
    const account = { email: `${randomUUID()}@jari.example`, password: 'a long password' };
    const created = JSON.stringify({ ...account, name: 'A fan' });
    expect((await post('/auth/users', json, created)).status).toBe(201);
    const malformed = 'next-auth.callback-url=javascript:1';
    const first = await send(`${site.url}/api/auth/csrf`, { headers: { cookie: malformed } });
    const [csrf = ''] = first.headers.getSetCookie().filter((each) => each.includes('csrf-token'));
    const { csrfToken } = first.body as { csrfToken: string };
    const { status, headers } = await send(`${site.url}/api/auth/callback/credentials`, {
      method: 'POST',
      headers: { cookie: `${malformed}; ${csrf.split(';')[0] ?? ''}` },
      body: new URLSearchParams({ ...account, csrfToken, json: 'true' }),
    });
    expect([
      status,
      headers.getSetCookie().some((each) => each.startsWith('next-auth.session-token=ey')),
    ]).toEqual([200, true]);
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
    for (const value of [
      '',
      'x',
      '%',
      '%00',
      '|',
      'x|y',
      'a.b.c.d.e',
      `ey${'J'.repeat(2_000)}`,
      '__proto__',
    ])
      for (const path of ['session', 'csrf', 'callback/kakao?code=x&state=y', 'signin'])
        expect(
          (await get(`/api/auth/${path}`, { cookie: `next-auth.${name}=${value}` })).status,
        ).toBeLessThan(400);
  });
});

describe('headers', () => {
  test('a malformed client-side navigation is answered with the document', async () => {
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
        expect([headers, answer.status, answer.contentType]).toEqual([
          headers,
          status,
          'text/html; charset=utf-8',
        ]);
      }
    const { status, contentType } = await get('/no/such/page', { rsc: '1' });
    expect([status, contentType]).toEqual([404, 'text/x-component']);
  });

  test('a range beyond a file’s end is 416, a malformed range is ignored, and a valid range is served', async () => {
    const { text } = await get(site.file);
    const size = Buffer.byteLength(text);
    const end = String(size);
    for (const range of ['bytes=99999999-', `bytes=${end}-`, `bytes=${end}-${end}9`, 'bytes=-0']) {
      const { status, headers } = await send(`${site.url}${site.file}`, {
        headers: { range, 'accept-encoding': 'identity' },
      });
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
      expect([range, (await get(site.file, { range })).status]).toEqual([range, 200]);
    expect(await get(site.file, { range: 'bytes=0-3' })).toMatchObject({
      status: 206,
      text: text.slice(0, 4),
    });
    expect(await get(site.file, { range: 'bytes=-4' })).toMatchObject({
      status: 206,
      text: text.slice(-4),
    });
    for (const path of [
      '/',
      '/_next/static/none.js',
      '/_next/static/%2e%2e/BUILD_ID',
      '/_next/static/..%2f..%2fpackage.json',
    ])
      expect([path, (await get(path, { range: 'bytes=99999999-' })).status]).toEqual([
        path,
        path === '/' ? 200 : 404,
      ]);
  });

  test('headers that control Next’s internals do not reach it', async () => {
    const whole = await get('/sign-in');
    const steering = [
      'x-middleware-prefetch',
      'x-nextjs-data',
      'x-matched-path',
      'x-now-route-matches',
      'next-resume',
      'x-invoke-status',
    ];
    for (const headers of [
      ...steering.map((name) => ({ [name]: '1' })),
      { upgrade: 'websocket', connection: 'upgrade' },
    ])
      expect([headers, (await get('/sign-in', headers)).status]).toEqual([headers, whole.status]);
    expect((await get('/sign-in', { 'x-middleware-prefetch': '1' })).text).toContain('<form');
    for (const path of ['/wallet/', `/wallet/?${'x'.repeat(7_000)}`])
      expect((await get(path)).status).toBe(308);
  });
});

test('any form that is posted to a page gets the page; a file accepts none', async () => {
  const part = '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n';
  for (const answer of [
    await post('/sign-in', 'multipart/form-data; boundary=x', part),
    await post('/sign-in', 'multipart/form-data', 'x'),
    await post('/sign-in', form, '$ACTION_ID_x='),
    await post('/sign-in', 'text/plain', '[]', { 'next-action': 'x' }),
  ])
    expect([answer.status, answer.text.includes('<form')]).toEqual([200, true]);
  for (const path of [site.file, '/icon.svg', '/reservations/1/calendar']) {
    const { status, headers } = await read(await fetch(`${site.url}${path}`, { method: 'POST' }));
    expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
  }
});

test('HEAD is answered with the status of GET and without a body, also by next-auth', async () => {
  for (const path of ['/api/auth/csrf', '/api/auth/providers', '/sign-in']) {
    const { status, text } = await transmit(site.url, {
      method: 'HEAD',
      path,
      headers: {},
      body: null,
    });
    expect([path, status, text]).toEqual([path, 200, '']);
  }
});

test('every redirect of next-auth, except to a provider, is relative, for links and for scripts', async () => {
  const { headers, body } = await send(`${site.url}/api/auth/csrf`);
  const cookie = headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const csrfToken = (body as { csrfToken: string }).csrfToken;
  const asked: [string, string, Record<string, string> | null][] = [
    ...[
      'signin',
      'signin/kakao',
      'signin/none',
      'signout',
      'error',
      'error?error=Signin',
      'error?error=Other',
      'verify-request',
    ]
      .concat([
        'callback/kakao',
        'callback/kakao?error=x',
        'callback/kakao?code=x&state=y',
        'signin?callbackUrl=/wallet',
      ])
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
    const reply = await send(`${site.url}/api/auth/${path}`, {
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

test('no foreign cookie reaches Next, so a full cookie jar does not lock a user out', async () => {
  const others = Array.from(
    { length: 100 },
    (_, at) => `other-${String(at)}=${'x'.repeat(300)}`,
  ).join('; ');
  expect((await get('/wallet', { cookie: `${others}; ${site.session}` })).status).toBe(200);
  const own = [
    'jari-locale=en',
    'jari-device=0b8c4a52-1111-4222-8333-444455556666',
    'next-auth.csrf-token=a',
    'next-auth.session-token.0=b',
    'jari-queue-7=c',
  ];
  const similar = [
    'next-auth.other=x',
    'jari-devices=x',
    'next-auth.session-tokens=x',
    'jari-queue-07=x',
    'jari-other=x',
    '__Host-jari-queue-7=x',
  ];
  const cookie = [others, ...similar, ...own, own[4]?.replace('=c', '=again')].join('; ');
  for (const url of ['/wallet', '/api/auth/session', '/no/%'])
    expect(
      toNextRequest({ method: 'GET', url, headers: { cookie } }, Buffer.alloc(0), {
        development: false,
      }).headers['cookie'],
    ).toBe(own.join('; '));
});

test('none of these requests leaves a failure, a stack or a raw line in the log', () => {
  expect(unsoundLines(site.logs())).toEqual([]);
});
