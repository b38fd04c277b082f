import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { env } from '../config/env.ts';
import { call, fanOf, send } from '#tests/support/http-client.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let stores: TestStores;
let plain: Instance;
let secure: Instance;
beforeAll(async () => {
  stores = await testStores();
  plain = await startInstance();
  secure = await startInstance({ NEXTAUTH_URL: 'https://jari.example' });
}, 120_000);
afterAll(async () => {
  await Promise.all([plain.stop(), secure.stop()]);
  await stores.close();
});

const json = { 'content-type': 'application/json' };
const foreign = { cookie: 'a=b', origin: 'https://elsewhere.example' };

/**
 * One request for each type of response that the app server creates itself, with the expected
 * status.
 */
const answers: [string, string, RequestInit, number][] = [
  ['health', '/api/health', {}, 200],
  ['figures', '/api/metrics', {}, 200],
  ['without pages, readiness', '/api/ready', {}, 503],
  ['without pages, a page', '/', {}, 503],
  ['without pages, next-auth', '/api/auth/session', {}, 503],
  ['tRPC', '/api/trpc/catalog.concerts', {}, 200],
  ['tRPC, by HEAD', '/api/trpc/catalog.concerts', { method: 'HEAD' }, 200],
  ['tRPC, signed out', '/api/trpc/wallet.balance', {}, 401],
  ['tRPC, unknown', '/api/trpc/wallet.rob', {}, 404],
  ['tRPC, another method', '/api/trpc/queue.join', {}, 405],
  ['tRPC, a form', '/api/trpc/queue.join', { method: 'POST', body: new URLSearchParams() }, 415],
  [
    'tRPC, too large',
    '/api/trpc/queue.join',
    { method: 'POST', headers: json, body: 'x'.repeat(70_000) },
    413,
  ],
  [
    'tRPC, another site',
    '/api/trpc/queue.join',
    { method: 'POST', headers: { ...json, ...foreign }, body: '{}' },
    403,
  ],
  ['REST, unknown', '/concert/nothing/at/all', {}, 404],
  ['REST, malformed', '/auth/token', { method: 'POST', headers: json, body: '{' }, 400],
  ['REST, another method', '/auth/token', {}, 405],
  ['REST, a form', '/auth/token', { method: 'POST', body: new URLSearchParams() }, 415],
  [
    'REST, too large',
    '/auth/token',
    { method: 'POST', headers: json, body: 'x'.repeat(70_000) },
    413,
  ],
  ['a page, another site', '/wallet', { method: 'POST', headers: foreign }, 403],
  ['a page, too large', '/wallet', { method: 'POST', body: 'x'.repeat(70_000) }, 413],
];

test.each(answers)(
  '%s: the response may not be run, framed, sniffed, referred or cached',
  async (_, path, init, status) => {
    for (const { url } of [plain, secure]) {
      const reply = await send(`${url}${path}`, init);
      expect([reply.status, Object.fromEntries(reply.headers)]).toEqual([
        status,
        expect.objectContaining({
          'content-security-policy': "default-src 'none';frame-ancestors 'none'",
          'x-frame-options': 'DENY',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'same-origin',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'permissions-policy': expect.stringMatching(
            /camera=\(\).*microphone=\(\).*geolocation=\(\).*payment=\(\)/,
          ) as unknown,
          'cache-control': expect.stringContaining('no-store') as unknown,
        }),
      ]);
      expect(reply.headers.get('strict-transport-security')).toBe(
        url === secure.url ? 'max-age=63072000' : null,
      );
      expect(reply.headers.has('x-powered-by')).toBe(false);
    }
  },
);

describe('requests to Next with a cookie', () => {
  const own = () => new URL(plain.url).origin;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const passes = 503; // 503 shows that the request passed, because this server has no pages

  async function outcome(
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<number | string> {
    const isJson = method === 'POST' && headers['content-type'] === json['content-type'];
    const { status, refusal } = await send(`${plain.url}${path}`, {
      method,
      headers,
      body: isJson ? '{}' : null,
    });
    return refusal?.code ?? status;
  }
  const everywhere = [
    '/',
    '/wallet',
    '/reservations/1',
    '/api/auth/signout',
    '/api/auth/signin/kakao',
  ];
  const methods = ['POST', 'PUT', 'PATCH', 'DELETE'];
  /** The server checks the method, which must be POST, before the origin. */
  const refusalOf = (method: string) => (method === 'POST' ? 'CROSS_SITE' : 'METHOD_NOT_ALLOWED');

  test.each([
    ['a foreign origin', { origin: 'https://elsewhere.example' }],
    ['an origin without a name', { origin: 'null' }],
    ['no origin at all', { origin: '' }],
    ['a malformed origin', { origin: 'nonsense' }],
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['no page, but a typed address', { 'sec-fetch-site': 'none' }],
    ['a foreign site, in JSON', { 'sec-fetch-site': 'cross-site', ...json }],
    [
      'a foreign origin, with an Authorization header',
      { origin: 'https://elsewhere.example', authorization: 'Bearer x' },
    ],
    [
      'a foreign origin, with a forged host header',
      { origin: 'https://elsewhere.example', 'x-forwarded-host': 'elsewhere.example' },
    ],
  ])('from %s only GET and HEAD requests pass', async (_, origin) => {
    for (const path of everywhere) {
      for (const method of methods)
        expect([
          path,
          method,
          await outcome(method, path, { ...form, cookie: 'a=b', ...origin }),
        ]).toEqual([path, method, refusalOf(method)]);
      for (const method of ['GET', 'HEAD'])
        expect(await outcome(method, path, { cookie: 'a=b', ...origin })).toBe(passes);
    }
  });

  test('an origin that shares only a prefix or suffix with the site is foreign', async () => {
    const { host, port } = new URL(plain.url);
    const alike = [
      `http://${host}.elsewhere.example`,
      `http://x.${host}`,
      `http://127.0.0.1:${String(Number(port) + 1)}`,
      `http://127.0.0.1`,
      `${own()}/`,
      `${own()}@elsewhere.example`,
    ];
    for (const origin of alike)
      expect([origin, await outcome('POST', '/wallet', { cookie: 'a=b', origin })]).toEqual([
        origin,
        'CROSS_SITE',
      ]);
  });

  test('the site’s own pages pass everywhere', async () => {
    for (const path of everywhere)
      for (const origin of [
        { origin: own() },
        { 'sec-fetch-site': 'same-origin' },
        { origin: own(), 'sec-fetch-site': 'same-origin' },
      ])
        expect([path, await outcome('POST', path, { ...form, cookie: 'a=b', ...origin })]).toEqual([
          path,
          passes,
        ]);
  });

  test('a program without an origin may send JSON, and next-auth’s forms, which have their own token', async () => {
    for (const path of everywhere) {
      expect([path, await outcome('POST', path, { ...json, cookie: 'a=b' })]).toEqual([
        path,
        passes,
      ]);
      expect([path, await outcome('POST', path, { ...form, cookie: 'a=b' })]).toEqual([
        path,
        path.startsWith('/api/auth/') ? passes : 'CROSS_SITE',
      ]);
    }
  });

  test('sign-in with a password requires POST from the site’s own pages', async () => {
    const at = '/api/auth/callback/credentials';
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'])
      expect([method, (await send(`${plain.url}${at}`, { method })).status]).toEqual([method, 405]);
    expect(
      await outcome('POST', at, { ...form, cookie: 'a=b', origin: 'https://elsewhere.example' }),
    ).toBe('CROSS_SITE');
    for (const origin of [{ origin: own() }, {}])
      expect(await outcome('POST', at, { ...form, cookie: 'a=b', ...origin })).toBe(passes);
  });

  test('without a cookie a cross-site request passes', async () => {
    for (const path of everywhere)
      expect(await outcome('POST', path, { ...form, origin: 'https://elsewhere.example' })).toBe(
        passes,
      );
  });
});

describe.each([
  ['http', () => plain.url, ''],
  ['https', () => secure.url, '__Host-'],
])('on %s', (scheme, url, prefix) => {
  const isSecure = scheme === 'https';

  test('the queue cookie is hidden from scripts and other sites, and the server reads it', async () => {
    const { accessToken } = fanOf(await aPerson(stores.db));
    const { concertId } = await aPerformance(stores.db);
    const joined = await call(
      url(),
      'queue.join',
      { concertId },
      { authorization: `Bearer ${accessToken}` },
    );
    const [cookie = ''] = joined.headers.getSetCookie();
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(pair).toMatch(new RegExp(`^${prefix}jari-queue-${String(concertId)}=`));
    expect(attributes.filter((attribute) => !attribute.startsWith('Expires=')).sort()).toEqual([
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      ...(isSecure ? ['Secure'] : []),
    ]);
    expect((await call(url(), 'queue.status', { concertId }, { cookie: pair })).data).toMatchObject(
      { state: 'ACTIVE' },
    );
    const other = isSecure ? pair.replace('__Host-', '') : `__Host-${pair}`;
    expect(
      (await call(url(), 'queue.status', { concertId }, { cookie: other })).refusal?.code,
    ).toBe('QUEUE_TOKEN_MISSING');
  });

  test('a session is read only from the cookie of the exact name', async () => {
    const sub = await aPerson(stores.db);
    const session = await encode({ token: { sub }, secret: env().NEXTAUTH_SECRET });
    for (const name of ['', '__Secure-', '__Host-']) {
      const { status } = await call(url(), 'wallet.balance', undefined, {
        cookie: `${name}next-auth.session-token=${session}`,
      });
      expect([name, status]).toEqual([name, name === prefix ? 200 : 401]);
    }
  });
});
