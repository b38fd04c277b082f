import { randomBytes, randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signAccessToken } from '#server/account/access-token.ts';
import { apiAt, fanWith, send } from '../support/http-client.ts';
import { aPerformance, aPerson } from '../support/factories.ts';
import { startInstance } from '../support/instance.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const canary = (name: string) => `canary-${name}-${randomBytes(16).toString('hex')}`;
const json = { 'content-type': 'application/json' };

/** Returns all headers and bodies of the answers as one text. */
async function answersTo(requests: [url: string, init?: RequestInit][]): Promise<string> {
  const replies = await Promise.all(requests.map(([url, init]) => send(url, init)));
  return replies.map(({ headers, text }) => `${JSON.stringify([...headers])}\n${text}`).join('\n');
}

test('no key, password or token reaches the log or an unrelated answer, and no name or e-mail the log, even at log level trace', async () => {
  const settings = {
    NEXTAUTH_SECRET: canary('session'),
    QUEUE_TOKEN_KEYS: `new:${canary('queue')},old:${canary('older-queue')}`,
    GOOGLE_CLIENT_ID: 'not-secret',
    GOOGLE_CLIENT_SECRET: canary('google'),
  };
  const instance = await startInstance({ ...settings, LOG_LEVEL: 'trace' });
  const { url } = instance;
  const { concertId, performanceId } = await aPerformance(stores.db);
  const [email, password] = [`${canary('email')}@jari.example`, canary('password')];
  const name = canary('name');
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(`${url}${path}`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });

  const { userId } = await apiAt(url).account.signUp.mutate({ email, password, name });
  const signedIn = await post('/auth/token', { email, password });
  const { accessToken } = signedIn.body as { accessToken: string };
  const fan = fanWith(userId, accessToken);
  const { token } = await fan.at(instance).queue.join.mutate({ concertId });
  const admitted = fan.at(instance, token);
  await admitted.seating.hold.mutate({ performanceId, seats: [1] });
  await admitted.wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'a-key-of-my-own' });
  const ownerId = await aPerson(stores.db, 'OWNER');
  const ownersToken = signAccessToken(ownerId, settings.NEXTAUTH_SECRET);
  const staff = fanWith(ownerId, ownersToken).at(instance);
  for (const q of [email, name]) await staff.admin.people.find.query({ q });
  await staff.admin.people.get.query({ userId });
  const reason = 'a new colleague';
  await staff.admin.staff.grant.mutate({ userId, role: 'DOOR', concerts: 'all', reason });
  const session = await encode({ token: { sub: userId }, secret: settings.NEXTAUTH_SECRET });
  const cookie = `next-auth.session-token=${session}; jari-queue-${concertId}=${token}`;

  const authorization = `Bearer ${accessToken}`;
  const body = (value: unknown) => ({
    method: 'POST',
    headers: { ...json, authorization },
    body: JSON.stringify(value),
  });
  const answers = await answersTo([
    [`${url}/auth/token`, body({ email, password: `${password}-wrong` })],
    [`${url}/auth/users`, body({ email, password, name: 'Again' })],
    [`${url}/auth/token`, { ...body({}), body: `{"password":"${password}"` }],
    [
      `${url}/api/trpc/wallet.charge`,
      { ...body({ amount: 1 }), headers: { ...json, cookie, origin: 'https://elsewhere.example' } },
    ],
    [
      `${url}/api/trpc/catalog.dates?input=${encodeURIComponent(JSON.stringify({ concertId }))}`,
      { headers: { cookie } },
    ],
    [`${url}/concert/${userId}/balance`, { headers: { authorization: `${authorization}x` } }],
    [
      `${url}/concert/${userId}/Token?token=${token}`,
      { headers: { authorization: `Bearer ${token}` } },
    ],
    [`${url}/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ token }))}`],
    [`${url}/nowhere/${token}`, { headers: { cookie, authorization } }],
    [`${url}/api/admin/export/people.csv`, { headers: { authorization: `Bearer ${ownersToken}` } }],
    [`${url}/sign-in?email=${email}`],
    [`${url}/api/metrics`],
    [`${url}/api/ready`],
    [`${url}/api/openapi.json`],
  ]);
  expect(await instance.kill('SIGTERM')).toBe(0);

  const { pathname, password: databasePassword } = new URL(process.env['DATABASE_URL'] ?? '');
  expect(pathname).not.toBe('');
  const secrets = [
    ...Object.values(settings).flatMap((value) =>
      value.split(',').map((part) => part.replace(/^\w+:/, '')),
    ),
    process.env['TICKET_KEY'] ?? '',
    databasePassword,
    password,
  ].filter((secret) => secret !== 'not-secret');
  const leaked = (text: string, those: string[]) => those.filter((secret) => text.includes(secret));
  expect(secrets.every((secret) => secret.length > 15)).toBe(true);
  expect(leaked(instance.logs(), [...secrets, accessToken, ownersToken, token, session])).toEqual(
    [],
  );
  expect(leaked(instance.logs(), [email.toLowerCase(), email, name])).toEqual([]);
  expect(leaked(answers, secrets)).toEqual([]);
  expect(instance.logs()).toContain('draining');
}, 60_000);

test('control: the same search finds a leaked secret', async () => {
  const instance = await startInstance();
  const secret = canary('path');
  const { text } = await send(`${instance.url}/auth/users`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ [secret]: 1 }),
  });
  await instance.stop();
  expect(text).toContain(secret); // the refusal names unknown fields
}, 60_000);

test('the queue token key can be rotated instance by instance without losing a place', async () => {
  const [before, after] = [canary('before'), canary('after')];
  const { concertId, performanceId } = await aPerformance(stores.db, { capacity: 1 });
  const old = await startInstance({ QUEUE_TOKEN_KEYS: `a:${before}` });
  const signUp = async (url: string) => {
    const account = { email: `${randomUUID()}@jari.example`, password: 'a long password' };
    const { userId } = await apiAt(url).account.signUp.mutate({ ...account, name: 'A person' });
    const { body } = await send(`${url}/auth/token`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(account),
    });
    return fanWith(userId, (body as { accessToken: string }).accessToken);
  };
  const [first, second] = [await signUp(old.url), await signUp(old.url)];
  const active = await first.at(old).queue.join.mutate({ concertId });
  const waiting = await second.at(old).queue.join.mutate({ concertId });
  expect([active.state, waiting.state, waiting.position]).toEqual(['ACTIVE', 'WAITING', 1]);

  // Key rotation has three steps: all instances accept the new key, sign with the new key, and drop
  // the old key. The last step must wait for the last performance with a token from the old key.
  const between = await startInstance({ QUEUE_TOKEN_KEYS: `a:${before},b:${after}` });
  const next = await startInstance({ QUEUE_TOKEN_KEYS: `b:${after},a:${before}` });
  for (const instance of [old, between, next]) {
    expect(
      await second.at(instance, waiting.token).queue.status.query({ concertId }),
    ).toMatchObject({
      state: 'WAITING',
      position: 1,
    });
    expect(await first.at(instance, active.token).catalog.dates.query({ concertId })).toHaveLength(
      1,
    );
  }
  const again = await second.at(next).queue.join.mutate({ concertId });
  expect(again).toMatchObject({ state: 'WAITING', position: 1 });
  expect(again.token).not.toBe(waiting.token);
  expect(await second.at(between, again.token).queue.status.query({ concertId })).toMatchObject({
    position: 1,
  });
  await first.at(next, active.token).seating.hold.mutate({ performanceId, seats: [1] });

  const last = await startInstance({ QUEUE_TOKEN_KEYS: `b:${after}` });
  expect(await second.at(last, again.token).queue.status.query({ concertId })).toMatchObject({
    state: 'WAITING',
    position: 1,
  });
  const forgotten = second.at(last, waiting.token).queue.status.query({ concertId });
  await expect(forgotten).rejects.toMatchObject({
    data: { refusal: { code: 'QUEUE_TOKEN_INVALID' } },
  });
  for (const instance of [old, between, next, last]) await instance.stop();
}, 120_000);
