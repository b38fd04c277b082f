import { generateSync } from 'otplib';
import { expect, test } from 'vitest';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { aPerformance, aPerson } from '../support/factories.ts';
import {
  call as callAt,
  fanOf,
  kinds,
  read,
  seen,
  sessionCookieOf,
} from '../support/http-client.ts';
import { rowHashes } from '../support/database-state.ts';
import { absentObjects, procedures, type World } from '../support/procedures.ts';
import { testSite } from '../support/test-site.ts';

const { stores, instance } = testSite({ STAFF_SECOND_FACTOR: 'required' });

type Headers = Record<string, string>;
const call = (name: string, input: unknown, headers: Headers) =>
  callAt(instance.url, name, input, headers);
const bearer = (userId: string): Headers => ({
  authorization: `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET)}`,
});
const change = async (headers: Headers) => {
  const { concertId } = await aPerformance(stores.db);
  const { status, refusal } = await call(
    'admin.queue.set',
    { concertId, capacity: 7, reason: 'a trial' },
    headers,
  );
  return [status, refusal];
};

/** Enrols a TOTP factor over HTTP. Returns its secret. */
async function enrol(headers: Headers): Promise<string> {
  const { data } = await call('staff.factors.add', { kind: 'TOTP' }, headers);
  const { factorId, secret } = data as { factorId: number; secret: string };
  const totp = generateSync({ secret });
  expect((await call('staff.factors.confirm', { factorId, totp }, headers)).status).toBe(200);
  return secret;
}

test('without a recent second factor every admin mutation is refused, even for an owner, and every query answers', async () => {
  const owner = bearer(await aPerson(stores.db, 'OWNER'));
  const show = await aPerformance(stores.db);
  const guestId = await aPerson(stores.db);
  const world: World = { ...absentObjects, ...show, reservationId: 1, guestId };
  const admin = Object.entries(procedures).filter(([name]) => name.startsWith('admin.'));
  const answersOf = async (kind: 'query' | 'mutation') => {
    const replies: unknown[] = [];
    for (const [name, { input }] of admin.filter(([name]) => kinds.get(name) === kind))
      replies.push([name, ...seen(await call(name, input?.(world), owner))]);
    return replies;
  };
  const expected = (kind: 'query' | 'mutation', ...reply: unknown[]) =>
    admin.filter(([name]) => kinds.get(name) === kind).map(([name]) => [name, ...reply]);
  expect(await answersOf('query')).toEqual(expected('query', 200, undefined));
  const before = await rowHashes(stores.db);
  expect(await answersOf('mutation')).toEqual(expected('mutation', 403, 'REAUTHENTICATE'));
  expect(await rowHashes(stores.db)).toEqual(before);
});

test('a role is checked before the second factor, and the second factor before the input', async () => {
  expect(await change(bearer(await aPerson(stores.db, 'AUDITOR')))).toEqual([
    403,
    { code: 'ADMIN_ONLY', needs: 'MANAGER' },
  ]);
  const reply = await call('admin.queue.set', {}, bearer(await aPerson(stores.db, 'MANAGER')));
  expect(seen(reply)).toEqual([403, 'REAUTHENTICATE']);
});

test('a proof counts in its access token only, and a second token needs its own', async () => {
  const userId = await aPerson(stores.db, 'MANAGER');
  const [first, second] = [bearer(userId), bearer(userId)];
  expect(await change(first)).toEqual([403, { code: 'REAUTHENTICATE', methods: [] }]);
  const secret = await enrol(first);
  expect(await change(first)).toEqual([200, undefined]);
  expect(await change(second)).toEqual([403, { code: 'REAUTHENTICATE', methods: ['TOTP'] }]);
  const totp = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 });
  const { status, data } = await call('staff.reauthenticate', { totp }, second);
  expect([status, Object.keys(data as object)]).toEqual([200, ['until']]);
  expect(await change(second)).toEqual([200, undefined]);
  const repeated = await call('staff.reauthenticate', { totp }, first);
  expect([repeated.status, repeated.refusal]).toEqual([
    403,
    { code: 'REAUTHENTICATE', methods: ['TOTP'] },
  ]);
});

test('a proof in a browser’s session counts in that session only', async () => {
  const userId = await aPerson(stores.db, 'MANAGER');
  const browser = { cookie: await sessionCookieOf(userId), origin: instance.url };
  await enrol(browser);
  expect(await change(browser)).toEqual([200, undefined]);
  const other = { ...browser, cookie: await sessionCookieOf(userId) };
  expect(await change(other)).toEqual([403, { code: 'REAUTHENTICATE', methods: ['TOTP'] }]);
});

test('a door needs no second factor, and an upload of a poster does', async () => {
  const { performanceId } = await aPerformance(stores.db);
  const door = bearer(await aPerson(stores.db, 'DOOR'));
  const names = { performanceId, deviceId: 'device-1', scanId: 'scan-00001' };
  const scan = await call('door.admit', { ...names, code: '0000000000' }, door);
  expect([scan.status, scan.data]).toMatchObject([200, { state: 'UNKNOWN' }]);
  const undone = { performanceId, ticketId: absentObjects.ticketId, reason: 'a mistake' };
  expect(seen(await call('door.undo', undone, door))).toEqual([404, 'NOT_FOUND']);
  const manager = bearer(await aPerson(stores.db, 'MANAGER'));
  const upload = async () => {
    const init = { method: 'POST', headers: manager, body: 'not an image' };
    return seen(await read(await fetch(`${instance.url}/api/admin/posters`, init)));
  };
  expect(await upload()).toEqual([403, 'REAUTHENTICATE']);
  await enrol(manager);
  expect(await upload()).toEqual([415, 'NOT_AN_IMAGE']);
});

test('the fifth wrong code in 15 minutes is the last that is judged, over HTTP, too', async () => {
  const headers = bearer(await aPerson(stores.db, 'MANAGER'));
  await enrol(headers);
  const wrong = { recoveryCode: '0000-0000-0000-0000' };
  const replies: unknown[] = [];
  for (let guess = 0; guess < 6; guess++)
    replies.push(seen(await call('staff.reauthenticate', wrong, headers)));
  expect(replies).toEqual([
    ...Array.from({ length: 5 }, () => [403, 'REAUTHENTICATE']),
    [429, 'TOO_MANY_REQUESTS'],
  ]);
});

test('a user without a role has no second factor', async () => {
  const { accessToken } = fanOf(await aPerson(stores.db));
  const reply = await call(
    'staff.factors.add',
    { kind: 'TOTP' },
    {
      authorization: `Bearer ${accessToken}`,
    },
  );
  expect([reply.status, reply.refusal]).toEqual([403, { code: 'ADMIN_ONLY', needs: 'DOOR' }]);
});
