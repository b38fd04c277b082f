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

/** So many polls that do not end before they are told to, of whoever shows these. */
function aCrowd(count: number, headers: Headers, names = 'queue.status') {
  const all = Promise.withResolvers<undefined>();
  const polls = Array.from({ length: count }, () => call(names, headers, 'GET', () => all.promise));
  const disperse = async (): Promise<void> => {
    all.resolve(undefined);
    await Promise.all(polls);
  };
  return { disperse };
}

/** What has become of a call by the time that everything else has had its chance. */
async function soon(call: Promise<unknown>): Promise<string> {
  const later = new Promise<string>((resolve) => setTimeout(resolve, 100, 'waits'));
  return Promise.race([outcomeOf(call), later]);
}

/** Calls stand in line only once it is known whose they are. */
const allInLine = () => soon(new Promise(() => undefined));

test('a purchase does not wait for the crowd, and who signs in keeps none of its turns', async () => {
  const crowds = [
    aCrowd(100, {}),
    aCrowd(100, { 'x-queue-token': queue }),
    aCrowd(100, { 'x-queue-token': queue }, 'wallet.balance'),
  ];
  const cookie = `next-auth.session-token=${await encode({ token: { sub: userId }, secret: process.env.NEXTAUTH_SECRET ?? '' })}`;
  const shown: Headers[] = [
    { authorization: `Bearer ${access}`, 'x-queue-token': queue },
    { authorization: `Bearer ${queue}` },
    { 'x-queue-token': queue },
    { 'x-queue-token': queue, cookie: 'next-auth.session-token=of-another-time' },
    { cookie },
  ];
  for (const headers of shown)
    for (const name of ['seating.hold', 'seating.extend', 'payment.pay', 'holdSeats', 'pay'])
      expect([name, await soon(call(name, headers))]).toEqual([name, 'done']);
  const poll = call('queue.status', { 'x-queue-token': queue }, 'GET');
  expect(await soon(poll)).toBe('waits');
  for (const names of ['signIn', 'signUp', 'account.signUp', 'queue.join,account.signUp'])
    expect([names, await soon(call(names, {}))]).toEqual([names, 'done']);
  expect(await soon(call('catalog.concerts,account.signUp', {}, 'GET'))).toBe('waits');
  await Promise.all(crowds.map(({ disperse }) => disperse()));
  expect(await outcomeOf(poll)).toBe('done');
});

test('polls, other reads and strangers each have a line of their own', async () => {
  const mine = { 'x-queue-token': queue };
  const lines: [Headers, string][] = [
    [{}, 'catalog.concerts'],
    [mine, 'queue.status'],
    [mine, 'seating.seats'],
  ];
  for (const [headers, names] of lines) {
    const crowd = aCrowd(100, headers, names);
    const others = lines.filter((line) => line[1] !== names);
    for (const [whose, asked] of others) expect(await soon(call(asked, whose, 'GET'))).toBe('done');
    expect(await soon(call(names, headers, 'GET'))).toBe('waits');
    await crowd.disperse();
  }
});

test('who shows something that we have not signed is a stranger, whatever they call', async () => {
  const crowd = aCrowd(10, {});
  await allInLine();
  const shown: Headers[] = [
    {},
    { authorization: `Bearer ${forged(access)}` },
    { authorization: `Bearer ${forged(queue)}` },
    { authorization: `Bearer ${access}`, 'x-queue-token': forged(queue) },
    { authorization: `Basic ${access}` },
    { cookie: `next-auth.session-token=${access}` },
  ];
  const calls = shown.map((headers) => call('payment.pay', headers));
  expect(await Promise.all(calls.map(soon))).toEqual(shown.map(() => 'waits'));
  await crowd.disperse();
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(shown.map(() => 'done'));
});

test('one person’s calls are done two at a time, and no more than 200 wait; another’s are not held up', async () => {
  const all = Promise.withResolvers<undefined>();
  const mine = Array.from({ length: 202 }, () =>
    call('payment.pay', { 'x-queue-token': queue }, 'POST', () => all.promise),
  );
  await allInLine();
  expect(await soon(call('queue.leave', { authorization: `Bearer ${access}` }))).toBe('TRY_AGAIN');
  const another = signAccessToken(randomUUID(), process.env.NEXTAUTH_SECRET ?? '');
  expect(await soon(call('payment.pay', { authorization: `Bearer ${another}` }))).toBe('done');
  all.resolve(undefined);
  await Promise.all(mine);
  expect(await soon(call('payment.pay', { 'x-queue-token': queue }))).toBe('done');
});

test('who would wait too long, or behind too many, is asked to come again; a failure keeps nobody’s turn', async () => {
  const crowd = aCrowd(4_002, {});
  await allInLine();
  expect(await outcomeOf(call('queue.status', {}, 'GET'))).toBe('TRY_AGAIN');
  await crowd.disperse();

  const few = aCrowd(2, {});
  const late = call('queue.status', {}, 'GET');
  expect(await soon(late)).toBe('waits');
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
  const [, told] = await Promise.all([few.disperse(), outcomeOf(late)]);
  expect(told).toBe('TRY_AGAIN');
  now.mockRestore();

  await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      call('queue.status', {}, 'GET', () => Promise.reject(new Error('fails'))),
    ),
  );
  expect(await outcomeOf(call('queue.status', {}, 'GET'))).toBe('done');
});

test('strangers whose calls wait for nothing are done one in each turn of the event loop, so that a purchase comes in between', async () => {
  let served = 0;
  const count = () => {
    served += 1;
    return done();
  };
  const calls = Array.from({ length: 20 }, () =>
    call('queue.status', { 'x-queue-token': forged(queue) }, 'GET', count),
  );
  const perTurn: number[] = [];
  for (let before = 0; served < calls.length; before = served) {
    await nextTurn();
    perTurn.push(served - before);
  }
  await Promise.all(calls);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2); // the first turn has one when it came, and one at its end
});
