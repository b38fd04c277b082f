import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

let redis: RedisClient;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
afterAll(() => redis.disconnect());

async function opened(
  policy: Parameters<ClockedQueue['open']>[0],
  broken?: (script: string) => string,
  start?: Parameters<ClockedQueue['open']>[1],
): Promise<ClockedQueue> {
  const queue = new ClockedQueue(redis, broken);
  await queue.open(policy, start);
  return queue;
}
const admit = (queue: ClockedQueue, user: string) => queue.run('admit', queue.epoch, user);

/** Admits a guest in a queue of capacity 1 whose turn is free. Returns the state of the next join. */
async function joinBesideGuest(broken?: (script: string) => string) {
  const queue = await opened({ capacity: 1 }, broken);
  await admit(queue, 'guest');
  const joined = await queue.join('first');
  await queue.clear();
  return typeof joined === 'string' ? joined : joined.state;
}

test('a guest takes none of the capacity', async () => {
  expect(await joinBesideGuest()).toBe('ACTIVE');
});

test('negative control: a guest who counts towards the capacity makes the next user wait', async () => {
  const counted = (script: string) =>
    script.replace(" - tonumber(redis.call('HGET', META, 'activeGuests') or '0')", '');
  expect(await joinBesideGuest(counted)).toBe('WAITING');
});

test('a guest takes none of the rate, and does not move the highest number admitted', async () => {
  const queue = await opened({ ratePerMinute: 60 });
  for (const user of ['a', 'b', 'c']) await admit(queue, user);
  expect(await queue.join('first')).toMatchObject({ state: 'ACTIVE', number: 4 });
  expect(await queue.join('second')).toMatchObject({ state: 'WAITING', position: 1 });
  await admit(queue, 'later');
  const { served, counters } = await queue.view(['first']);
  expect(served).toBe(4);
  expect(counters).toMatchObject({ joins: 6, admitted: 1 });
  await queue.clear();
});

test('a guest’s turn needs no claim and lasts the session', async () => {
  const queue = await opened({ sessionMs: 300_000, claimMs: 10_000 });
  const [number] = (await admit(queue, 'guest')) as [string, string];
  await queue.pass(299_000);
  expect(await queue.placeState('guest', Number(number))).toMatchObject({ state: 'ACTIVE' });
  await queue.pass(2_000);
  expect(await queue.placeState('guest', Number(number))).toMatchObject({ state: 'EXPIRED' });
  expect(await queue.endEvents()).toEqual([{ user: 'guest', reason: 'SESSION_OVER' }]);
  await queue.clear();
});

test('an admission of a guest is logged as such, and a repetition returns the same admission', async () => {
  const queue = await opened({});
  const first = await admit(queue, 'guest');
  expect(first).toEqual(['1', '1']);
  expect(await admit(queue, 'guest')).toEqual(first);
  const entries = await redis.xrange(queue.key('log'), '-', '+');
  expect(entries).toHaveLength(1);
  expect(JSON.parse(entries[0]?.[1][1] ?? '')).toMatchObject({ users: ['guest'], guest: true });
  await queue.clear();
});

test('no guest is admitted before the sale opens or after it closes', async () => {
  const queue = await opened({ opensAt: 1_800_000_060_000, closesAt: 1_800_000_120_000 });
  expect(await admit(queue, 'guest')).toBe('SALE_NOT_OPEN');
  queue.nowMs += 60_000;
  expect(await admit(queue, 'guest')).toEqual(['1', '1']);
  queue.nowMs += 60_000;
  expect(await admit(queue, 'another')).toBe('SALE_CLOSED');
  await queue.clear();
});

test('a guest is admitted during a pause and during the recovery time', async () => {
  const queue = await opened({ pauseReason: 'a pause' }, undefined, { heldMs: 75_000 });
  expect(await queue.join('first')).toMatchObject({ state: 'WAITING' });
  expect(await admit(queue, 'guest')).toEqual(['2', '1']);
  expect(await queue.placeState('first', 1)).toMatchObject({ state: 'WAITING', position: 1 });
  await queue.clear();
});

test('a guest without a place needs a number that PostgreSQL has reserved', async () => {
  const queue = await opened({}, undefined, { reserved: 1 });
  await admit(queue, 'first');
  expect(await admit(queue, 'second')).toBe('RESERVE 1');
  await queue.run('reserve', queue.epoch, 10, 2);
  expect(await admit(queue, 'second')).toEqual(['2', '2']);
  await queue.clear();
});
