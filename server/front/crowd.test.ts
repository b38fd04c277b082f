import type { IncomingMessage } from 'node:http';
import { encode } from 'next-auth/jwt';
import { beforeAll, expect, test, vi } from 'vitest';
import { signAccessToken } from '../account/access-token.ts';
import { signQueueToken } from '../queue/token.ts';
import { pureEnvironment } from '../testing/environment.ts';
import { outcomeOf } from '../testing/people.ts';
import { inOrder } from './crowd.ts';

const userId = '5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a77';
let access: string;
let queue: string;
beforeAll(async () => {
  pureEnvironment();
  access = await signAccessToken(userId, process.env.NEXTAUTH_SECRET ?? '');
  queue = await signQueueToken({ userId, concertId: 1, epoch: 1, number: 1 }, 1_000, 2_000);
});

const asking = (headers: IncomingMessage['headers'], method = 'POST') => ({ method, headers });
const forged = (token: string) => `${token.slice(0, -8)}AAAAAAAA`;

/** So many calls of the crowd that do not end before they are told to. */
function aCrowd(count: number) {
  const all = Promise.withResolvers<undefined>();
  const done = Array.from({ length: count }, () => inOrder('queue.status', asking({}, 'GET'), () => all.promise));
  const disperse = async (): Promise<void> => {
    all.resolve(undefined);
    await Promise.all(done);
  };
  return { disperse };
}

/** What has become of a call by the time that everything else has had its chance. */
async function soon(call: Promise<unknown>): Promise<string> {
  const later = new Promise<string>((resolve) => setTimeout(resolve, 100, 'waits'));
  return Promise.race([outcomeOf(call), later]);
}

test('a purchase does not wait for the crowd, and who signs in keeps none of its turns', async () => {
  const crowd = aCrowd(100);
  const cookie = `next-auth.session-token=${await encode({ token: { sub: userId }, secret: process.env.NEXTAUTH_SECRET ?? '' })}`;
  const shown: IncomingMessage['headers'][] = [
    { authorization: `Bearer ${access}`, 'x-queue-token': queue },
    { authorization: `Bearer ${queue}` },
    { cookie },
  ];
  for (const headers of shown)
    for (const name of ['seating.hold', 'seating.extend', 'payment.pay', 'holdSeats', 'pay'])
      expect([name, await soon(inOrder(name, asking(headers), () => Promise.resolve()))]).toEqual([name, 'done']);
  const poll = inOrder('queue.status', asking({ 'x-queue-token': queue }, 'GET'), () => Promise.resolve());
  expect(await soon(poll)).toBe('waits');
  for (const name of ['signIn', 'signUp', 'account.signUp', 'queue.join,account.signUp'])
    expect([name, await soon(inOrder(name, asking({}), () => Promise.resolve()))]).toEqual([name, 'done']);
  await crowd.disperse();
  expect(await outcomeOf(poll)).toBe('done');
});

test('who shows something that we have not signed is of the crowd, whatever they call', async () => {
  const crowd = aCrowd(10);
  const shown: IncomingMessage['headers'][] = [
    {},
    { authorization: `Bearer ${forged(access)}` },
    { authorization: `Bearer ${forged(queue)}` },
    { authorization: `Bearer ${access}`, 'x-queue-token': forged(queue) },
    { authorization: `Basic ${access}` },
    { cookie: `next-auth.session-token=${access}` },
  ];
  const calls = shown.map((headers) => inOrder('payment.pay', asking(headers), () => Promise.resolve()));
  expect(await Promise.all(calls.map(soon))).toEqual(shown.map(() => 'waits'));
  await crowd.disperse();
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(shown.map(() => 'done'));
});

test('who would wait too long, or behind too many, is asked to come again; a failure keeps nobody’s turn', async () => {
  const crowd = aCrowd(4_002);
  expect(await outcomeOf(inOrder('queue.status', asking({}, 'GET'), () => Promise.resolve()))).toBe('TRY_AGAIN');
  await crowd.disperse();

  const few = aCrowd(2);
  const late = inOrder('queue.status', asking({}, 'GET'), () => Promise.resolve('too late'));
  expect(await soon(late)).toBe('waits');
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
  const [, told] = await Promise.all([few.disperse(), outcomeOf(late)]);
  expect(told).toBe('TRY_AGAIN');
  now.mockRestore();

  const failing = Array.from({ length: 20 }, () =>
    inOrder('queue.status', asking({}, 'GET'), () => Promise.reject(new Error('fails'))),
  );
  await Promise.allSettled(failing);
  expect(await outcomeOf(inOrder('queue.status', asking({}, 'GET'), () => Promise.resolve()))).toBe('done');
});
