import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { encode } from 'next-auth/jwt';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { signAccessToken } from '../account/access-token.ts';
import { signQueueToken } from '../queue/token/token.ts';
import { pureEnvironment } from '#tests/support/environment.ts';
import { outcomeOf } from '#tests/support/people.ts';
import { Credentials } from '../request/credentials.ts';
import { headerOf } from '../request/request.ts';
import { schedule } from './scheduler.ts';

const userId = '5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a77';
let access: string;
let queue: string;
beforeAll(() => {
  pureEnvironment();
  access = signAccessToken(userId, process.env.NEXTAUTH_SECRET ?? '');
  queue = signQueueToken({ userId, concertId: 1, epoch: 1, number: 1 }, 1_000, 2_000);
});

type Headers = IncomingMessage['headers'];
const asking = (headers: Headers, method = 'POST') => ({
  method,
  credentials: new Credentials((name) => headerOf({ headers }, name)),
});
const forged = (token: string) => `${token.slice(0, -8)}AAAAAAAA`;
const done = () => Promise.resolve();
const call = (names: string, headers: Headers, method = 'POST', work = done) =>
  schedule(names.split(','), asking(headers, method), work);

/** Starts `count` calls that run until the test calls `finish`. */
function aBurst(count: number, headers: Headers, names = 'queue.status') {
  const all = Promise.withResolvers<undefined>();
  const polls = Array.from({ length: count }, () => call(names, headers, 'GET', () => all.promise));
  const finish = async (): Promise<void> => {
    all.resolve(undefined);
    await Promise.all(polls);
  };
  return { finish };
}

/** Returns the outcome of a call, or 'waits' if the call takes over 100 ms. */
async function soon(call: Promise<unknown>): Promise<string> {
  const later = new Promise<string>((resolve) => setTimeout(resolve, 100, 'waits'));
  return Promise.race([outcomeOf(call), later]);
}

/** Waits 100 ms, so that the scheduler can parse all credentials and queue all calls. */
const allQueued = () => soon(new Promise(() => undefined));

test('a purchase does not wait for bursts of reads, and a sign-in takes no slot', async () => {
  const bursts = [
    aBurst(100, {}),
    aBurst(100, { 'x-queue-token': queue }),
    aBurst(100, { 'x-queue-token': queue }, 'wallet.balance'),
  ];
  const cookie = `next-auth.session-token=${await encode({ token: { sub: userId }, secret: process.env.NEXTAUTH_SECRET ?? '' })}`;
  const presented: Headers[] = [
    { authorization: `Bearer ${access}`, 'x-queue-token': queue },
    { authorization: `Bearer ${queue}` },
    { 'x-queue-token': queue },
    { 'x-queue-token': queue, cookie: 'next-auth.session-token=of-another-time' },
    { cookie },
  ];
  for (const headers of presented)
    for (const name of ['seating.hold', 'seating.extend', 'payment.pay', 'holdSeats', 'pay'])
      expect([name, await soon(call(name, headers))]).toEqual([name, 'done']);
  const poll = call('queue.status', { 'x-queue-token': queue }, 'GET');
  expect(await soon(poll)).toBe('waits');
  for (const names of ['signIn', 'signUp', 'account.signUp', 'queue.join,account.signUp'])
    expect([names, await soon(call(names, {}))]).toEqual([names, 'done']);
  expect(await soon(call('catalog.concerts,account.signUp', {}, 'GET'))).toBe('waits');
  await Promise.all(bursts.map(({ finish }) => finish()));
  expect(await outcomeOf(poll)).toBe('done');
});

test('polls, other reads and unauthenticated calls each have their own pool', async () => {
  const mine = { 'x-queue-token': queue };
  const pools: [Headers, string][] = [
    [{}, 'catalog.concerts'],
    [mine, 'queue.status'],
    [mine, 'seating.seats'],
  ];
  for (const [headers, names] of pools) {
    const burst = aBurst(100, headers, names);
    const others = pools.filter((pool) => pool[1] !== names);
    for (const [own, other] of others) expect(await soon(call(other, own, 'GET'))).toBe('done');
    expect(await soon(call(names, headers, 'GET'))).toBe('waits');
    await burst.finish();
  }
});

test('a request with a credential that the server did not sign is unauthenticated, for any call', async () => {
  const burst = aBurst(10, {});
  await allQueued();
  const presented: Headers[] = [
    {},
    { authorization: `Bearer ${forged(access)}` },
    { authorization: `Bearer ${forged(queue)}` },
    { authorization: `Bearer ${access}`, 'x-queue-token': forged(queue) },
    { authorization: `Basic ${access}` },
    { cookie: `next-auth.session-token=${access}` },
  ];
  const calls = presented.map((headers) => call('payment.pay', headers));
  expect(await Promise.all(calls.map(soon))).toEqual(presented.map(() => 'waits'));
  await burst.finish();
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(presented.map(() => 'done'));
});

test('a user’s mutations run two at a time, at most 200 wait, and other users are not delayed', async () => {
  const all = Promise.withResolvers<undefined>();
  const mine = Array.from({ length: 202 }, () =>
    call('payment.pay', { 'x-queue-token': queue }, 'POST', () => all.promise),
  );
  await allQueued();
  expect(await soon(call('queue.leave', { authorization: `Bearer ${access}` }))).toBe('TRY_AGAIN');
  const another = signAccessToken(randomUUID(), process.env.NEXTAUTH_SECRET ?? '');
  expect(await soon(call('payment.pay', { authorization: `Bearer ${another}` }))).toBe('done');
  all.resolve(undefined);
  await Promise.all(mine);
  expect(await soon(call('payment.pay', { 'x-queue-token': queue }))).toBe('done');
});

test('a call that waits too long or behind too many gets TRY_AGAIN, and a failed call frees its slot', async () => {
  const burst = aBurst(4_002, {});
  await allQueued();
  expect(await outcomeOf(call('queue.status', {}, 'GET'))).toBe('TRY_AGAIN');
  await burst.finish();

  const few = aBurst(2, {});
  const late = call('queue.status', {}, 'GET');
  expect(await soon(late)).toBe('waits');
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
  const [, outcome] = await Promise.all([few.finish(), outcomeOf(late)]);
  expect(outcome).toBe('TRY_AGAIN');
  now.mockRestore();

  await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      call('queue.status', {}, 'GET', () => Promise.reject(new Error('fails'))),
    ),
  );
  expect(await outcomeOf(call('queue.status', {}, 'GET'))).toBe('done');
});

test('unauthenticated calls without I/O run one per event-loop iteration, so that a purchase can run in between', async () => {
  let served = 0;
  const count = () => {
    served += 1;
    return done();
  };
  const calls = Array.from({ length: 20 }, () =>
    call('queue.status', { 'x-queue-token': forged(queue) }, 'GET', count),
  );
  const perYield: number[] = [];
  for (let before = 0; served < calls.length; before = served) {
    await nextTurn();
    perYield.push(served - before);
  }
  await Promise.all(calls);
  // In the first event-loop iteration, one call runs at the start and a second call at the end.
  expect(Math.max(...perYield)).toBeLessThanOrEqual(2);
});
