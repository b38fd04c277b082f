import { expect, test } from 'vitest';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { call, seen, sessionCookieOf } from '#tests/support/http-client.ts';
import { startInstance } from '#tests/support/instance.ts';
import { aHolder, until } from '#tests/support/people.ts';
import { type Stream, watch } from '#tests/support/sse-client.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite();

const bearer = (userId: string, seconds?: number) => ({
  authorization: `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET, seconds)}`,
});
const at = (input: object, { url } = instance) =>
  `${url}/api/trpc/admin.live?input=${encodeURIComponent(JSON.stringify(input))}`;
const messages = (stream: Stream) =>
  [...stream.text().matchAll(/(?:^|\n\n)data: (.*)(?=\n\n)/g)].map(
    ([, data = '']) => JSON.parse(data) as { type: string; data: Record<string, unknown> },
  );
const kinds = (stream: Stream) =>
  messages(stream).flatMap(({ type, data }) => (type === 'event' ? [data['kind']] : []));

test('a browser and a program read the same stream, and what another instance does arrives there', async () => {
  const other = await startInstance();
  const show = await aPerformance(stores.db);
  const userId = await aPerson(stores.db, 'AUDITOR');
  const cookie = { cookie: await sessionCookieOf(userId) };
  const [first, second] = [
    await watch(at(show), bearer(userId)),
    await watch(at(show, other), cookie),
  ];
  expect([first, second].map(({ status }) => status)).toEqual([200, 200]);
  expect(first.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-request-id': expect.any(String) as unknown,
    'x-content-type-options': 'nosniff',
  });
  await until(() => [first, second].every((stream) => messages(stream).length === 2));
  expect(first.text()).toMatch(/^event: connected\ndata: \{\}\n\ndata: \{"type":"overview"/);
  await aHolder(stores, { show, seats: [4] });
  await until(() => [first, second].every((stream) => kinds(stream).includes('HELD')));
  expect(second.text()).not.toMatch(/A person|@jari.example/); // an auditor sees no names
  await other.stop(); // ends its streams, and spreads the return of their clients over 1 to 5 s
  expect(await second.ended).toBe(true);
  expect(second.text()).toMatch(/retry: [1-5]\d{3}\n\n$/);
  first.close();
}, 60_000);

test('open streams occupy no slot of the scheduler', async () => {
  const { concertId } = await aPerformance(stores.db);
  const owner = bearer(await aPerson(stores.db, 'OWNER'));
  const streams = [];
  for (let opened = 0; opened < 4; opened++) streams.push(await watch(at({ concertId }), owner));
  expect(seen(await call(instance.url, 'admin.overview', { concertId }, owner))).toEqual([
    200,
    undefined,
  ]);
  for (const stream of streams) stream.close();
});

test('the end of a grant or of a sign-in ends its stream, and the next one is refused', async () => {
  const { concertId } = await aPerformance(stores.db);
  const userId = await aPerson(stores.db, 'SUPPORT', concertId);
  const expiring = bearer(await aPerson(stores.db, 'OWNER'), 2);
  const [revoked, expired] = [
    await watch(at({ concertId }), bearer(userId)),
    await watch(at({ concertId }), expiring),
  ];
  await stores.db.staffGrant.deleteMany({ where: { userId } });
  expect(await Promise.all([revoked.ended, expired.ended])).toEqual([true, true]);
  expect(revoked.text()).toMatch(/event: serialized-error\ndata: .*"ADMIN_ONLY".*\n\n$/);
  expect(expired.text()).toMatch(/event: serialized-error\ndata: .*"NOT_SIGNED_IN".*\n\n$/);
  for (const [headers, refused] of [
    [bearer(userId), [403, 'ADMIN_ONLY']],
    [expiring, [401, 'NOT_SIGNED_IN']],
  ] as const)
    expect(seen(await call(instance.url, 'admin.live', { concertId }, headers))).toEqual(refused);
});

test('a stream is read by GET alone, and not in a batch', async () => {
  const { concertId } = await aPerformance(stores.db);
  const headers = bearer(await aPerson(stores.db, 'OWNER'));
  const statusOf = async (url: string, method: string) =>
    (await fetch(url, { method, headers })).status;
  expect(await statusOf(at({ concertId }), 'POST')).toBe(405);
  expect(await statusOf(at({ concertId }), 'HEAD')).toBe(405);
  const batch = `${instance.url}/api/trpc/admin.live,admin.overview?batch=1&input={}`;
  expect(await statusOf(batch, 'GET')).toBe(400);
});
