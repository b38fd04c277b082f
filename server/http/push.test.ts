import { createECDH } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { aPerson } from '#tests/support/factories.ts';
import { fanOf, sessionCookieOf } from '#tests/support/http-client.ts';
import { startInstance } from '#tests/support/instance.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite({
  NODE_ENV: 'test', // production refuses PUSH_TEST_HOSTS
  PUSH_TEST_HOSTS: '127.0.0.1:1',
  VAPID_KEYS:
    'BBtztauMC3OtdZ5fy6duvg38aJQlqcG4G6afIhV6YPRSGzi5CCsqBWmbw8xaovumtOM1tjc31c0BE6soJoRhmSs:8fR4_Uzn4UGgyyxV4HEVr6btbqjazxpPIE1tAF-OyQ0',
});

let userId: string;
let cookie: string;
beforeAll(async () => {
  userId = await aPerson(stores.db);
  cookie = await sessionCookieOf(userId);
});

const pair = createECDH('prime256v1');
const generatedPoint = pair.generateKeys('base64url');

const subscription = {
  endpoint: 'http://127.0.0.1:1/push/a',
  expirationTime: null,
  keys: {
    p256dh: generatedPoint,
    auth: Buffer.alloc(16, 2).toString('base64url'),
  },
};

async function post(path: string, body: unknown, headers: Record<string, string>) {
  const answer = await fetch(`${instance.url}/api/push/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { code = 'done' } = (await answer.json()) as { code?: string };
  return [answer.status, code];
}
const stored = () => stores.db.pushSubscription.count({ where: { userId } });

test('a browser subscribes by its session and a program by its token, and each can end it', async () => {
  expect(await post('subscribe', subscription, { cookie })).toEqual([200, 'done']);
  expect(await stored()).toBe(1);
  expect(await post('unsubscribe', subscription, { cookie })).toEqual([200, 'done']);
  expect(await stored()).toBe(0);
  const authorization = `Bearer ${fanOf(userId).accessToken}`;
  expect(await post('subscribe', { ...subscription, language: 'en' }, { authorization })).toEqual([
    200,
    'done',
  ]);
  const { language } = await stores.db.user.findUniqueOrThrow({ where: { id: userId } });
  expect([await stored(), language]).toEqual([1, 'en']);
});

test.each(['subscribe', 'unsubscribe'])(
  '%s refuses unauthenticated calls, other sites, other media types and malformed bodies',
  async (path) => {
    const own = { cookie };
    const before = await stored();
    expect(await post(path, subscription, {})).toEqual([401, 'NOT_SIGNED_IN']);
    expect(await post(path, subscription, { ...own, 'sec-fetch-site': 'cross-site' })).toEqual([
      403,
      'CROSS_SITE',
    ]);
    expect(await post(path, subscription, { ...own, 'content-type': 'text/plain' })).toEqual([
      415,
      'NOT_JSON',
    ]);
    for (const body of ['{', '[]', 'null', {}, { endpoint: 7 }, { endpoint: 'x'.repeat(2_000) }])
      expect(await post(path, body, own)).toEqual([400, 'BAD_INPUT']);
    expect(await post(path, 'x'.repeat(70_000), own)).toEqual([413, 'TOO_LARGE']);
    expect(await stored()).toBe(before);
  },
);

test('a subscription with malformed keys or a private endpoint is refused', async () => {
  const { keys } = subscription;
  for (const wrong of [
    { keys: { ...keys, auth: 'short' } },
    { keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } },
    { keys: {} },
    { endpoint: 'https://127.0.0.1/push' },
    { endpoint: 'http://push.example.com/push' },
  ])
    expect(await post('subscribe', { ...subscription, ...wrong }, { cookie })).toEqual([
      400,
      'BAD_INPUT',
    ]);
});

test('the service worker may reach this site only, and is never stale', async () => {
  const answer = await fetch(`${instance.url}/sw.js`);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'none';connect-src 'self';frame-ancestors 'none'",
  });
  const script = await answer.text();
  for (const part of ['push', 'notificationclick', 'install']) expect(script).toContain(part);
});

test('production refuses to start with test hosts, in one line', async () => {
  const failing = startInstance({ NODE_ENV: 'production', PUSH_TEST_HOSTS: '127.0.0.1:1' });
  await expect(failing).rejects.toThrow(/PUSH_TEST_HOSTS: is for tests only, not for production/);
});

test('an instance without VAPID keys starts, and refuses subscriptions', async () => {
  const off = await startInstance({ VAPID_KEYS: '' });
  const answer = await fetch(`${off.url}/api/push/subscribe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ ...subscription, endpoint: 'https://8.8.8.8/push' }),
  });
  expect(answer.status).toBe(404);
  await off.stop();
}, 60_000);
