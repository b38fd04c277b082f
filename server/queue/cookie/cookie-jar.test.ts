import { encode } from 'next-auth/jwt';
import { expect, test } from 'vitest';
import { env } from '../../config/env.ts';
import { hold } from '../../seating/seating.ts';
import { call, type Reply, send } from '#tests/support/http-client.ts';
import { aPerson, aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { placeOf, until } from '#tests/support/people.ts';
import { testSite } from '#tests/support/test-site.ts';
import { charge } from '../../wallet/wallet.ts';
import { join, leave } from '../queue.ts';
import { signQueueToken } from '../token/token.ts';

const { stores, instance } = testSite({}, { pages: true });

/** Simulates the browser of a signed-in user, including its cookie jar. */
async function aBrowser() {
  const userId = await aPerson(stores.db);
  const session = await encode({ token: { sub: userId }, secret: env().NEXTAUTH_SECRET });
  const jar = new Map([['next-auth.session-token', session]]);
  const take = (reply: Reply): Reply => {
    for (const cookie of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      const isOver = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '') <= Date.now();
      if (isOver) jar.delete(name);
      else jar.set(name, value);
    }
    return reply;
  };
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    userId,
    jar,
    call: async (name: string, input: unknown) =>
      take(await call(instance.url, name, input, { cookie: cookie() })),
    open: async (path: string) =>
      take(await send(`${instance.url}${path}`, { headers: { cookie: cookie() } })),
    queues: () =>
      [...jar.keys()]
        .filter((name) => name.startsWith('jari-queue-'))
        .map((name) => Number(name.split('-')[2])),
  };
}

/** Waits until PostgreSQL records the end of the user's place with `number` or a higher number. */
const recorded = (userId: string, { concertId }: PerformanceIds, number = 1) =>
  until(
    async () =>
      (await stores.db.buyer.count({
        where: { userId, concertId, endedNumber: { gte: number } },
      })) > 0,
  );

test('a browser in twelve queues keeps ten tokens, and drops those of ended places first', async () => {
  const browser = await aBrowser();
  const shows: PerformanceIds[] = [];
  for (let at = 0; at < 12; at += 1) shows.push(await aPerformance(stores.db));
  const ids = shows.map(({ concertId }) => concertId);
  const [, , third] = shows;
  for (const { concertId } of shows.slice(0, 10)) await browser.call('queue.join', { concertId });
  expect(browser.queues()).toEqual(ids.slice(0, 10));
  if (third !== undefined) {
    // The user leaves on another device, so no response deletes this browser's cookie.
    await leave(stores, browser.userId, third.concertId);
    await recorded(browser.userId, third);
  }
  await browser.call('queue.join', { concertId: ids[10] });
  expect(browser.queues()).toEqual([...ids.slice(0, 2), ...ids.slice(3, 11)]);
  await browser.call('queue.join', { concertId: ids[11] });
  expect(browser.queues()).toEqual([...ids.slice(1, 2), ...ids.slice(3)]);
  const again = await browser.call('queue.join', { concertId: ids[11] });
  expect([again.status, browser.queues().length]).toEqual([200, 10]);
});

test.each([
  [
    'a browser deletes its oldest tokens, in any order of its cookies',
    (at: number) => ((at * 5) % 12) * 3_600_000,
    [2, 7],
  ],
  ['of tokens of one second, a browser deletes the first of its cookies', () => 0, [0, 1]],
])('%s', async (_, ageOf, gone) => {
  const browser = await aBrowser();
  const now = Date.now();
  const ids: number[] = [];
  for (let at = 0; at < 12; at += 1) {
    const { concertId } = await aPerformance(stores.db);
    const { token, endsAt } = await join(stores, browser.userId, concertId);
    browser.jar.set(
      `jari-queue-${String(concertId)}`,
      signQueueToken(placeOf(token), now - 1_000 - ageOf(at), endsAt),
    );
    ids.push(concertId);
  }
  await browser.open('/');
  expect(browser.queues()).toEqual(ids.filter((_concertId, at) => !gone.includes(at)));
});

test('leaving, paying, and a status or refusal of an ended place delete the token in their own response', async () => {
  const browser = await aBrowser();
  const endings: [string, (show: PerformanceIds) => Promise<Reply>][] = [
    ['leaving', ({ concertId }) => browser.call('queue.leave', { concertId })],
    [
      'a status',
      async ({ concertId }) => {
        await leave(stores, browser.userId, concertId);
        return browser.call('queue.status', { concertId });
      },
    ],
    [
      'a refusal',
      async ({ concertId }) => {
        await leave(stores, browser.userId, concertId);
        return browser.call('catalog.dates', { concertId });
      },
    ],
    [
      'paying',
      async ({ concertId, performanceId }) => {
        const turn = placeOf(browser.jar.get(`jari-queue-${String(concertId)}`) ?? '');
        await charge(stores.db, browser.userId, {
          amount: 200_000,
          idempotencyKey: `charge-${String(concertId)}`,
        });
        const { reservationId } = await hold(stores, turn, { performanceId, seats: [1] });
        return browser.call('payment.pay', { reservationId, idempotencyKey: 'first-payment' });
      },
    ],
  ];
  for (const [what, end] of endings) {
    const show = await aPerformance(stores.db);
    await browser.call('queue.join', { concertId: show.concertId });
    expect([what, browser.queues()]).toEqual([what, [show.concertId]]);
    await end(show);
    expect([what, browser.queues()]).toEqual([what, []]);
  }
});

test('a page deletes the tokens of ended places and forged ones, and keeps those of live places, also another user’s', async () => {
  const browser = await aBrowser();
  const [live, over] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  await browser.call('queue.join', { concertId: live.concertId });
  await browser.call('queue.join', { concertId: over.concertId });
  const others = await aPerformance(stores.db);
  const { token } = await join(stores, await aPerson(stores.db), others.concertId);
  browser.jar.set(`jari-queue-${String(others.concertId)}`, token);
  browser.jar.set('jari-queue-7', 'forged');
  browser.jar.set('jari-queue-8', token); // the token is for another concert
  await leave(stores, browser.userId, over.concertId);
  await recorded(browser.userId, over);
  const { status } = await browser.open('/');
  expect([status, browser.queues()]).toEqual([200, [live.concertId, others.concertId]]);
});

test('the first response to any call deletes the token of a place that ended elsewhere, and no other', async () => {
  const browser = await aBrowser();
  const [live, over] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const calls: [string, unknown][] = [
    ['wallet.balance', undefined],
    ['account.me', undefined],
    ['reservation.get', { reservationId: live.concertId }], // this user has no reservation
    ['catalog.dates', { concertId: live.concertId }],
    ['queue.join', { concertId: live.concertId }],
  ];
  await browser.call('queue.join', { concertId: live.concertId });
  for (const [name, input] of calls) {
    await browser.call('queue.join', { concertId: over.concertId });
    expect([name, browser.queues()]).toEqual([name, [live.concertId, over.concertId]]);
    const place = placeOf(browser.jar.get(`jari-queue-${String(over.concertId)}`) ?? '');
    await leave(stores, browser.userId, over.concertId);
    await recorded(browser.userId, over, place.number);
    await browser.call(name, input);
    expect([name, browser.queues()]).toEqual([name, [live.concertId]]);
  }
});

test('polls from memory, the waiting room and next-auth delete the token of another queue’s ended place', async () => {
  const browser = await aBrowser();
  const live = await aPerformance(stores.db, { capacity: 1 });
  const [other, over] = [
    await aPerformance(stores.db, { capacity: 1 }),
    await aPerformance(stores.db),
  ];
  const both = [live.concertId, other.concertId];
  for (const concertId of both) {
    await join(stores, await aPerson(stores.db), concertId); // takes the only admission
    await join(stores, await aPerson(stores.db), concertId); // waits at the front
    await browser.call('queue.join', { concertId });
  }
  const poll = () => browser.call('queue.status', { concertId: live.concertId });
  const polledFromMemory = async () => {
    const count = async () =>
      /^jari_polls_total\{by="memory"[^}]*\} (\d+)/m.exec(
        await (await fetch(`${instance.url}/api/metrics`)).text(),
      )?.[1];
    const before = await count();
    await poll();
    return before !== (await count());
  };
  await until(polledFromMemory); // memory proves both places live
  const { token } = await join(stores, browser.userId, over.concertId);
  await leave(stores, browser.userId, over.concertId);
  await recorded(browser.userId, over, placeOf(token).number);
  const responses: [string, () => Promise<Reply>][] = [
    ['a poll', poll],
    ['the waiting room', () => browser.open(`/concerts/${String(live.concertId)}/queue`)],
    ['next-auth', () => browser.open('/api/auth/session')],
  ];
  for (const [what, respond] of responses) {
    browser.jar.set(`jari-queue-${String(over.concertId)}`, token);
    const { status } = await respond();
    expect([what, status, browser.queues()]).toEqual([what, 200, both]);
  }
});

test('with a jar of 32 KiB the sign-in page and a poll are still served', async () => {
  const browser = await aBrowser();
  const { concertId } = await aPerformance(stores.db);
  await browser.call('queue.join', { concertId });
  for (let at = 0; at < 60; at += 1) browser.jar.set(`other-${String(at)}`, 'x'.repeat(480));
  const page = await browser.open('/sign-in');
  const poll = await browser.call('queue.status', { concertId });
  expect([[200, 307].includes(page.status), poll.status]).toEqual([true, 200]);
});
