import { randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { readVersions } from '#server/revocation/revocation.ts';
import { eventually } from '../support/eventually.ts';
import { aPerformance } from '../support/factories.ts';
import {
  apiAt,
  call,
  fanWith,
  outcomeOverHttp,
  send,
  sessionCookieOf,
} from '../support/http-client.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let instances: [Instance, Instance];
beforeAll(async () => {
  stores = await testStores();
  const settings = { LOG_LEVEL: 'trace' };
  instances = await Promise.all([startInstance(settings), startInstance(settings)]);
}, 60_000);
afterAll(async () => {
  for (const instance of instances) await instance.stop();
  await stores.close();
}, 60_000);

const password = 'jari-before-1234';
const json = { 'content-type': 'application/json' };

/** Signs a program in over HTTP. */
async function anAccessToken(url: string, email: string, userAgent: string): Promise<string> {
  const headers = { ...json, 'user-agent': userAgent };
  const body = JSON.stringify({ email, password });
  const reply = await send(`${url}/auth/token`, { method: 'POST', headers, body });
  return (reply.body as { accessToken: string }).accessToken;
}
async function aUser() {
  const email = `${randomUUID()}@jari.example`;
  const account = { email, password, name: 'A person' };
  const { userId } = await apiAt(instances[0].url).account.signUp.mutate(account);
  return { userId, email };
}
const idIn = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { jti: string })
    .jti;

test('a revoked access token and a revoked session end on another instance within a second, and no other', async () => {
  const [here, there] = instances;
  const { userId, email } = await aUser();
  const [own, lost] = [
    await anAccessToken(here.url, email, 'Own program'),
    await anAccessToken(there.url, email, 'Lost program'),
  ];
  const sid = randomUUID();
  const session = await encode({ token: { sub: userId, sid }, secret: env().NEXTAUTH_SECRET });
  await stores.db.signIn.create({
    data: { id: sid, userId, kind: 'SESSION', device: '0'.repeat(64), userAgent: 'A browser' },
  });
  const cookie = `next-auth.session-token=${session}`;
  const program = (token: string, { url }: Instance) =>
    outcomeOverHttp(apiAt(url, { accessToken: token }).wallet.balance.query());
  const browser = async ({ url }: Instance) =>
    (await call(url, 'wallet.balance', undefined, { cookie })).status;
  expect([await program(lost, there), await browser(there)]).toEqual(['done', 200]);

  const api = fanWith(userId, own).at(here);
  const listed = await api.account.sessions.query();
  expect(
    listed.map(({ sessionId, kind, userAgent, current }) => [sessionId, kind, userAgent, current]),
  ).toEqual(
    expect.arrayContaining([
      [idIn(own), 'TOKEN', 'Own program', true],
      [idIn(lost), 'TOKEN', 'Lost program', false],
      [sid, 'SESSION', 'A browser', false],
    ]),
  );
  for (const sessionId of [idIn(lost), sid]) await api.account.revoke.mutate({ sessionId });
  await eventually(
    'the other instance refuses both',
    async () => (await program(lost, there)) === 'NOT_SIGNED_IN' && (await browser(there)) === 401,
    1_000,
  );
  expect([await program(lost, here), await browser(here)]).toEqual(['NOT_SIGNED_IN', 401]);
  expect([await program(own, here), await program(own, there)]).toEqual(['done', 'done']);
  expect(await api.account.sessions.query()).toMatchObject([{ sessionId: idIn(own) }]);
  // A later instance reads the earlier revocations before it serves.
  const late = await startInstance();
  expect([await program(lost, late), await browser(late)]).toEqual(['NOT_SIGNED_IN', 401]);
  await late.stop();
}, 60_000);

test('negative control: an instance that reads no revocations accepts a revoked access token', async () => {
  const [here] = instances;
  const { userId, email } = await aUser();
  const token = await anAccessToken(here.url, email, 'A program');
  await fanWith(userId, token)
    .at(here)
    .account.revoke.mutate({ sessionId: idIn(token) });
  expect(verifyAccessToken(token)).toMatchObject({ userId }); // this process runs no job
  await readVersions(stores.db);
  expect(verifyAccessToken(token)).toBeNull();
}, 60_000);

test('nobody revokes the session of another user, and a repeated revocation changes nothing', async () => {
  const [here] = instances;
  const [mine, theirs] = [await aUser(), await aUser()];
  const own = await anAccessToken(here.url, mine.email, 'x');
  const other = await anAccessToken(here.url, theirs.email, 'x');
  const api = fanWith(mine.userId, own).at(here);
  const revoke = (sessionId: string) => outcomeOverHttp(api.account.revoke.mutate({ sessionId }));
  expect(await revoke(idIn(other))).toBe('NOT_FOUND');
  const second = idIn(await anAccessToken(here.url, mine.email, 'x'));
  expect([await revoke(second), await revoke(second)]).toEqual(['done', 'done']);
  const balance = apiAt(here.url, { accessToken: other }).wallet.balance.query();
  expect(await outcomeOverHttp(balance)).toBe('done');
}, 60_000);

test('an end of all credentials ends also those without a row, and queue tokens, on every instance within a second', async () => {
  const [here, there] = instances;
  const { userId, email } = await aUser();
  const token = await anAccessToken(here.url, email, 'A program');
  const cookie = `next-auth.session-token=${await encode({
    token: { sub: userId },
    secret: env().NEXTAUTH_SECRET,
  })}`;
  const { concertId } = await aPerformance(stores.db);
  const fan = fanWith(userId, token);
  const joined = await fan.at(there).queue.join.mutate({ concertId });
  await fan.at(here).account.revoke.mutate({ all: true });
  const outcomes = async () => [
    await outcomeOverHttp(fan.at(there).wallet.balance.query()),
    (await call(there.url, 'wallet.balance', undefined, { cookie })).status,
    await outcomeOverHttp(
      apiAt(there.url, { queueToken: joined.token }).queue.status.query({ concertId }),
    ),
  ];
  const due = JSON.stringify(['NOT_SIGNED_IN', 401, 'QUEUE_TOKEN_INVALID']);
  await eventually('all are refused', async () => JSON.stringify(await outcomes()) === due, 1_000);
  const again = await anAccessToken(there.url, email, 'A program');
  expect(
    await outcomeOverHttp(apiAt(there.url, { accessToken: again }).wallet.balance.query()),
  ).toBe('done');
}, 60_000);

test('a change of the password ends the others on every instance, and never the own credential', async () => {
  const [here, there] = instances;
  const { userId, email } = await aUser();
  const own = fanWith(userId, await anAccessToken(here.url, email, 'Own'));
  const other = fanWith(userId, await anAccessToken(here.url, email, 'Other'));
  await own.at(here).account.changePassword.mutate({ password, newPassword: 'jari-after-1234' });
  const seen = new Set<string>();
  await eventually(
    'the other instance refuses the other token',
    async () => {
      for (const instance of instances)
        seen.add(await outcomeOverHttp(own.at(instance).wallet.balance.query()));
      return (await outcomeOverHttp(other.at(there).wallet.balance.query())) === 'NOT_SIGNED_IN';
    },
    1_000,
  );
  expect([...seen]).toEqual(['done']);
}, 60_000);

test('the list of sessions states the latest use, which polls write through a job only', async () => {
  const [here] = instances;
  const { userId, email } = await aUser();
  const token = await anAccessToken(here.url, email, 'A program');
  const id = idIn(token);
  const before = new Date(Date.now() - 3_600_000);
  await stores.db.signIn.update({ where: { id }, data: { lastSeenAt: before } });
  const { concertId } = await aPerformance(stores.db);
  await fanWith(userId, token).at(here).queue.join.mutate({ concertId });
  await eventually(
    'the job writes the use',
    async () => (await stores.db.signIn.findUniqueOrThrow({ where: { id } })).lastSeenAt > before,
    10_000,
  );
}, 60_000);

test('a deleted account cannot sign in on any instance, its credentials end within a second, and no log has its data', async () => {
  const [here, there] = instances;
  const [email, name] = [`${randomUUID()}@jari.example`, `Name ${randomUUID()}`];
  const { userId } = await apiAt(here.url).account.signUp.mutate({ email, password, name });
  const fan = fanWith(userId, await anAccessToken(there.url, email, 'A program'));
  const balance = () => outcomeOverHttp(fan.at(there).wallet.balance.query());
  expect(await balance()).toBe('done');
  await fan.at(here).account.delete.mutate({ password });
  const body = JSON.stringify({ email, password });
  const init = { method: 'POST', headers: json, body };
  for (const { url } of instances) expect((await send(`${url}/auth/token`, init)).status).toBe(401);
  await eventually('it is refused', async () => (await balance()) === 'NOT_SIGNED_IN', 1_000);
  const again = await apiAt(there.url).account.signUp.mutate({ email, password, name });
  expect(again.userId).not.toBe(userId);
  expect((await send(`${here.url}/auth/token`, init)).status).toBe(200);
  for (const instance of instances)
    for (const secret of [email, name, password]) expect(instance.logs()).not.toContain(secret);
}, 60_000);

test('a page of another site starts no download of the data, and a signed-out caller gets none', async () => {
  const [here] = instances;
  const { userId, email } = await aUser();
  const url = `${here.url}/api/account/export`;
  const cookie = await sessionCookieOf(userId);
  const foreign = await send(url, { headers: { cookie, 'sec-fetch-site': 'cross-site' } });
  expect([foreign.status, foreign.refusal?.code]).toEqual([403, 'CROSS_SITE']);
  expect((await send(url)).status).toBe(401);
  const own = await send(url, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(own.body).toMatchObject({ account: { userId, email } });
}, 60_000);
