import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, send } from '#tests/support/http-client.ts';
import { startInstance, type Instance } from '#tests/support/instance.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

const provider = { KAKAO_CLIENT_ID: 'an id', KAKAO_CLIENT_SECRET: 'a secret' };
const account = { email: `${randomUUID()}@jari.example`, password: 'a long password' };

let stores: TestStores;
let plain: Instance;
let secure: Instance;
beforeAll(async () => {
  stores = await testStores();
  [plain, secure] = await Promise.all([
    startInstance(provider, { pages: true }),
    startInstance({ ...provider, NEXTAUTH_URL: 'https://jari.example' }, { pages: true }),
  ]);
  const headers = { 'content-type': 'application/json' };
  await send(`${plain.url}/auth/users`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...account, name: 'A fan' }),
  });
}, 120_000);
afterAll(async () => {
  await Promise.all([plain.stop(), secure.stop()]);
  await stores.close();
});

describe.each([
  ['http', () => plain, '', ['HttpOnly', 'Path=/', 'SameSite=Lax']],
  ['https', () => secure, '__Host-', ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']],
])('on %s', (_, instance, prefix, attributes) => {
  /** Stores cookies like a browser. Fails on a cookie without the required attributes. */
  function jar() {
    const kept = new Map<string, string>();
    const take = (headers: Headers) => {
      for (const cookie of headers.getSetCookie()) {
        const [pair = '', ...given] = cookie.split('; ');
        const name = pair.slice(0, pair.indexOf('='));
        kept.set(name, pair.slice(name.length + 1));
        const lasting = given.filter((attribute) => !/^(Expires|Max-Age)=/.test(attribute));
        expect([name, lasting.sort()]).toEqual([
          expect.stringMatching(new RegExp(`^${prefix}(next-auth\\.|jari-device$)`)),
          attributes,
        ]);
      }
    };
    return {
      kept,
      take,
      header: () => ({ cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') }),
    };
  }

  /** Submits a form of next-auth with a CSRF token. */
  async function submit(form: string, fields: Record<string, string>) {
    const { kept, take, header } = jar();
    const { headers, body } = await send(`${instance().url}/api/auth/csrf`);
    take(headers);
    const reply = await send(`${instance().url}/api/auth/${form}`, {
      method: 'POST',
      headers: header(),
      body: new URLSearchParams({
        ...fields,
        csrfToken: (body as { csrfToken: string }).csrfToken,
      }),
    });
    take(reply.headers);
    return { reply, kept, take, header };
  }

  test('signing in and out uses only HTTP-only, same-site cookies', async () => {
    const { reply, kept, take, header } = await submit('callback/credentials', account);
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/']);
    const names = ['callback-url', 'csrf-token', 'session-token'].map(
      (name) => `${prefix}next-auth.${name}`,
    );
    names.unshift(`${prefix}jari-device`);
    expect([...kept.keys()].sort()).toEqual(names);
    expect((await call(instance().url, 'wallet.balance', undefined, header())).data).toEqual({
      balance: 0,
    });
    expect((await send(`${instance().url}/wallet`, { headers: header() })).status).toBe(200);

    const { csrfToken } = (await send(`${instance().url}/api/auth/csrf`, { headers: header() }))
      .body as { csrfToken: string };
    const out = { method: 'POST', headers: header(), body: new URLSearchParams({ csrfToken }) };
    take((await send(`${instance().url}/api/auth/signout`, out)).headers);
    expect(kept.get(`${prefix}next-auth.session-token`)).toBe('');
  });

  test('signing in at a provider uses only HTTP-only, same-site cookies', async () => {
    const { reply, kept } = await submit('signin/kakao', {});
    expect([reply.status, reply.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/^https:\/\/kauth\.kakao\.com\//),
    ]);
    expect([...kept.keys()]).toContain(`${prefix}next-auth.state`);
  });

  test('a sign-in form without its CSRF token is refused', async () => {
    const { headers } = await send(`${instance().url}/api/auth/callback/credentials`, {
      method: 'POST',
      body: new URLSearchParams({ ...account, csrfToken: 'x'.repeat(64) }),
    });
    expect(headers.getSetCookie().filter((cookie) => cookie.includes('session-token'))).toEqual([]);
  });

  test('a page has the security headers of an https site', async () => {
    const { headers } = await send(`${instance().url}/sign-in`);
    expect(headers.get('strict-transport-security') !== null).toBe(prefix !== '');
    expect(
      (headers.get('content-security-policy') ?? '').includes('upgrade-insecure-requests'),
    ).toBe(prefix !== '');
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
  });
});
