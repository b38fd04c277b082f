import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { log } from '../config/log.ts';
import { aPerson } from '#tests/support/factories.ts';
import { refusalOf } from '#tests/support/people.ts';
import { type PushService, startPushService } from '#tests/support/push-service.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { defaultChoices } from '../notice/choices.schema.ts';
import { planMessages, setChoices } from '../notice/notice.ts';
import { isPrivateName, isPublicAddress, publicEndpoint, publicLookup } from './address.ts';
import { pushKey, sendDuePushes, subscribe, unsubscribe } from './push.ts';
import { pushAttemptsMax } from './send-due.ts';

let stores: TestStores;
let service: PushService;
beforeAll(async () => {
  log.level = 'silent'; // failures are expected
  stores = await testStores();
  service = await startPushService();
});
afterAll(async () => {
  await service.close();
  await stores.close();
});
beforeEach(async () => {
  service.answer(201);
  service.received.length = 0;
  await stores.db.noticeEvent.deleteMany();
  await stores.db.pushSubscription.deleteMany();
});

/** Creates a person with a browser. */
async function aSubscriber() {
  const userId = await aPerson(stores.db);
  const browser = service.browser();
  await subscribe(stores.db, userId, browser);
  return { userId, browser };
}

/** Plans a message to a person. */
async function aMessage(userId: string, { cause = 'a-gift', expiresInMs = 3_600_000 } = {}) {
  const title = { ko: '공연', en: 'A concert' };
  await stores.db.noticeEvent.create({
    data: {
      userId,
      kind: 'GIFT_OFFERED',
      cause,
      data: { title, startsAt: '2030-01-01T10:00:00Z' },
      expiresAt: new Date(Date.now() + expiresInMs),
    },
    select: { id: true },
  });
  await planMessages(stores.db);
}
const pushesOf = (userId: string) =>
  stores.db.push.findMany({ where: { subscription: { userId } } });
const makeDue = () => stores.db.push.updateMany({ data: { dueAt: new Date(0) } });

test('a push reaches the browser only, encrypted, signed, and in the language of the person', async () => {
  const { userId, browser } = await aSubscriber();
  await setChoices(stores.db, userId, { ...defaultChoices, language: 'en' });
  await aMessage(userId);
  await sendDuePushes(stores.db);
  await sendDuePushes(stores.db);
  const [push, ...others] = service.received;
  expect(others).toEqual([]);
  expect(browser.endpoint.endsWith(push?.path ?? '-')).toBe(true);
  expect(push?.message).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    tag: push?.message.id,
    title: 'You got a ticket · A concert',
    body: 'It is for the show of Tue, Jan 1, 7:00 PM KST. Accept it within 72 hours.',
    path: '/en/reservations',
    lang: 'en',
  });
  expect(push?.sender).toBe(pushKey());
  expect(push?.topic).toMatch(/^[\w-]{22}$/);
  expect(push?.ttlSeconds).toBeGreaterThan(3_500);
  expect(await pushesOf(userId)).toMatchObject([{ attempts: 1, error: null }]);
});

test('each of a person’s browsers gets the message, and none of another person', async () => {
  const { userId } = await aSubscriber();
  await subscribe(stores.db, userId, service.browser());
  await aSubscriber();
  await aMessage(userId);
  await sendDuePushes(stores.db);
  expect(new Set(service.received.map(({ path }) => path)).size).toBe(2);
  expect(new Set(service.received.map(({ message }) => message.id)).size).toBe(1);
});

test('a browser that another person signs in to belongs to that person', async () => {
  const { userId, browser } = await aSubscriber();
  const other = await aPerson(stores.db);
  await subscribe(stores.db, other, browser);
  await subscribe(stores.db, other, browser);
  await aMessage(userId);
  expect(await pushesOf(userId)).toEqual([]);
  await unsubscribe(stores.db, userId, browser.endpoint);
  expect(await stores.db.pushSubscription.count({ where: { userId: other } })).toBe(1);
  await unsubscribe(stores.db, other, browser.endpoint);
  await unsubscribe(stores.db, other, browser.endpoint);
  expect(await stores.db.pushSubscription.count()).toBe(0);
});

test.each([404, 410])('an answer of %i removes the subscription', async (status) => {
  const { userId } = await aSubscriber();
  await aMessage(userId);
  service.answer(status);
  await sendDuePushes(stores.db);
  expect(await stores.db.pushSubscription.count({ where: { userId } })).toBe(0);
});

test('a busy service is asked again, at most twelve times; a refusal is final', async () => {
  const { userId } = await aSubscriber();
  await aMessage(userId);
  service.answer(503);
  for (let attempt = 1; attempt <= pushAttemptsMax + 1; attempt++) {
    await sendDuePushes(stores.db);
    await sendDuePushes(stores.db); // not due
    await makeDue();
  }
  expect(service.received).toHaveLength(pushAttemptsMax);
  const [push] = await pushesOf(userId);
  expect(push).toMatchObject({ attempts: pushAttemptsMax, error: 'HTTP 503', sentAt: null });
  expect(push?.failedAt).not.toBeNull();
  service.answer(403);
  await aMessage(userId, { cause: 'refused' });
  await sendDuePushes(stores.db);
  await makeDue();
  await sendDuePushes(stores.db);
  expect(service.received).toHaveLength(pushAttemptsMax + 1);
});

test('a message is not sent after its use has ended', async () => {
  const { userId } = await aSubscriber();
  await aMessage(userId, { expiresInMs: -1_000 });
  await sendDuePushes(stores.db);
  expect(service.received).toEqual([]);
  expect(await pushesOf(userId)).toMatchObject([{ error: 'EXPIRED' }]);
});

test('two instances that send at once send each push once', async () => {
  const { userId } = await aSubscriber();
  for (let at = 0; at < 60; at++) await aMessage(userId, { cause: `gift-${String(at)}` });
  await Promise.all([sendDuePushes(stores.db), sendDuePushes(anotherClient(stores.db))]);
  expect(service.received).toHaveLength(60);
  expect(new Set(service.received.map(({ topic }) => topic)).size).toBe(60);
});

test('one person has at most ten browsers', async () => {
  const { userId } = await aSubscriber();
  const browsers = Array.from({ length: 12 }, () => service.browser());
  const outcomes = await Promise.allSettled(
    browsers.map((browser) => subscribe(stores.db, userId, browser)),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
  const refusal = await refusalOf(subscribe(stores.db, userId, service.browser()));
  expect([refusal.code, await stores.db.pushSubscription.count()]).toEqual(['BAD_INPUT', 10]);
});

test.each([
  'http://push.example.com/a',
  'https://127.0.0.1/a',
  'https://2130706433/a', // 127.0.0.1 as a number
  'https://10.1.2.3/a',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/a',
  'https://192.168.0.1/a',
  'https://[::1]/a',
  'https://[::ffff:127.0.0.1]/a',
  'https://[fd00::1]/a',
  'https://[fe80::1]/a',
  'https://[64:ff9b::7f00:1]/a',
  'https://[2002:7f00:1::]/a',
  'https://localhost/a',
  'https://redis/a',
  'https://db.internal/a',
  'https://user:secret@push.example.com/a',
  'ftp://push.example.com/a',
  'push.example.com',
])('the endpoint %s is refused', async (endpoint) => {
  const userId = await aPerson(stores.db);
  const refusal = await refusalOf(subscribe(stores.db, userId, { ...service.browser(), endpoint }));
  expect(refusal).toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path: 'endpoint' }] },
  });
  expect(await stores.db.pushSubscription.count({ where: { userId } })).toBe(0);
});

test('endpoints of public services and addresses are accepted', () => {
  for (const endpoint of [
    'https://fcm.googleapis.com/fcm/send/x',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://8.8.8.8/x',
    'https://[2606:4700::1111]:8443/x',
  ])
    expect(publicEndpoint(endpoint)?.href).toBe(endpoint);
  expect(['1.1.1.1', '2a00:1450::1'].map(isPublicAddress)).toEqual([true, true]);
});

/** Lookup of a name with these addresses. */
const named = (...addresses: string[]) =>
  publicLookup((_name, _options, found) =>
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ),
  );
const answerOf = (lookup: ReturnType<typeof named>) =>
  new Promise((resolve) =>
    lookup('push.example.com', { all: true }, (error, found) => resolve(error?.code ?? found)),
  );

test('a connection refuses a name with any private address, also one that changed since', async () => {
  expect(await answerOf(named('8.8.8.8'))).toEqual([{ address: '8.8.8.8', family: 4 }]);
  expect(await answerOf(named('8.8.8.8', '127.0.0.1'))).toBe('PRIVATE_ADDRESS');
  expect(await answerOf(named('::ffff:10.0.0.1'))).toBe('PRIVATE_ADDRESS');
  const url = new URL('https://push.example.com/');
  const resolvesTo =
    (address: string): Parameters<typeof isPrivateName>[1] =>
    (_name, _options, found) =>
      found(null, [{ address, family: 4 }]);
  expect(await isPrivateName(url, resolvesTo('10.0.0.1'))).toBe(true);
  expect(await isPrivateName(url, resolvesTo('8.8.8.8'))).toBe(false);
});

test('a push to a stored private endpoint makes no connection, and is final', async () => {
  const { userId } = await aSubscriber();
  const [, port] = service.host.split(':');
  // The name resolves to loopback, but is no test host.
  const endpoint = `https://localhost:${String(port)}/push/x`;
  await stores.db.pushSubscription.updateMany({ where: { userId }, data: { endpoint } });
  await aMessage(userId);
  await sendDuePushes(stores.db);
  expect(await pushesOf(userId)).toMatchObject([{ error: 'PRIVATE_ADDRESS', attempts: 1 }]);
  await makeDue();
  await sendDuePushes(stores.db);
  expect(service.received).toEqual([]);
});
