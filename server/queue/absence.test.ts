import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

const graceMs = 16_000;
const policy = { capacity: 1, graceMs, claimMs: 8_000, sessionMs: 3_600_000, recoveryMs: 20_000 };

let redis: RedisClient;
let queue: ClockedQueue;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
beforeEach(() => void (queue = new ClockedQueue(redis)));
afterEach(() => queue.clear());
afterAll(() => redis.disconnect());

const active = async (number: number) =>
  (await queue.view([`user-${String(number)}`])).states[0]?.state === 'ACTIVE';

/** Opens a queue with one active user (number 1) and `waiting` waiting users (numbers from 2). */
async function aFullQueue(waiting: number): Promise<void> {
  await queue.open(policy);
  await queue.join('user-1');
  await queue.status('user-1', 1);
  for (let number = 2; number <= waiting + 1; number++) await queue.join(`user-${String(number)}`);
}

/** Advances the queue's clock by `ms` while only these users poll, once a second. */
async function passWith(ms: number, ...numbers: number[]): Promise<void> {
  for (const end = queue.nowMs + ms; queue.nowMs < end;) {
    await queue.pass(Math.min(1_000, end - queue.nowMs));
    for (const number of numbers) await queue.status(`user-${String(number)}`, number);
  }
}

test('a user absent for longer than the grace time is skipped, keeps the number, and is next on return', async () => {
  await aFullQueue(3);
  await passWith((graceMs * 9) / 8 + 2_000, 1, 3, 4);
  expect(await queue.counts()).toEqual({ waiting: 2, active: 1 });
  expect(await queue.status('user-4', 4)).toMatchObject({ position: 2, behind: 0 });
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  expect([await active(2), await active(3)]).toEqual([false, true]);
  expect(await queue.status('user-2', 2)).toMatchObject({
    state: 'WAITING',
    number: 2,
    position: 1,
    behind: 1,
  });
  await queue.run('leave', 1, 'user-3', '', 'LEFT');
  expect([await active(2), await active(4)]).toEqual([true, false]);
});

test('no user is absent before the grace time is over', async () => {
  await aFullQueue(2);
  await passWith(graceMs - 1_000, 1, 3);
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  expect([await active(2), await active(3)]).toEqual([true, false]);
});

test('a shortened grace time skips no user who was seen within it', async () => {
  await aFullQueue(2);
  await passWith(10_000, 1, 2, 3);
  await queue.tick({ ...policy, graceMs: 1_000 });
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  expect([await active(2), await active(3)]).toEqual([true, false]);
});

test('late ticks do not make a recently seen user absent', async () => {
  await aFullQueue(2);
  await queue.tick({ ...policy, graceMs: 2_000 });
  for (let round = 0; round < 5; round++) {
    queue.nowMs += 4_000;
    for (const number of [1, 2, 3]) await queue.status(`user-${String(number)}`, number);
    queue.nowMs += 500;
    await queue.tick();
    expect(await queue.counts()).toEqual({ waiting: 2, active: 1 });
  }
});

test('a user whom an instance reports as seen is present from the next tick on', async () => {
  await aFullQueue(2);
  await passWith((graceMs * 9) / 8 + 2_000, 1, 3);
  expect(await queue.counts()).toEqual({ waiting: 1, active: 1 });
  const bits = Buffer.from([0b0100_0000]); // only number 2 was seen
  await queue.snapshot({ from: 0, bits });
  await queue.pass(1_000);
  expect(await queue.counts()).toEqual({ waiting: 2, active: 1 });
});

test('while no instance ticks no user becomes absent, and afterwards no user is admitted until all could return', async () => {
  await aFullQueue(2);
  await queue.pass(1_000);
  queue.nowMs += 600_000;
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  await queue.pass(policy.recoveryMs - 1_000);
  expect([await active(2), await active(3)]).toEqual([false, false]);
  expect(await queue.status('user-3', 3)).toMatchObject({
    state: 'WAITING',
    position: 2,
    recovering: true,
  });
  await queue.pass(1_000);
  expect([await active(2), await active(3)]).toEqual([true, false]);
});

test('a turn admitted before the ticks stopped can still be claimed afterwards', async () => {
  await aFullQueue(1);
  await queue.pass(1_000);
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  expect(await active(2)).toBe(true);
  queue.nowMs += 600_000;
  expect(await queue.status('user-2', 2)).toMatchObject({ state: 'ACTIVE', number: 2 });
});

test('after a loss no user is admitted in the recovery window, and then users who rejoined are, in the old order', async () => {
  await queue.open(policy, { epoch: 2, base: 10, heldMs: policy.recoveryMs });
  await queue.join('late');
  await queue.run('rejoin', 2, 1, 'user-5', 5);
  await queue.pass(policy.recoveryMs - 1_000);
  await queue.run('rejoin', 2, 2, 'user-4', 4);
  expect(await queue.counts()).toEqual({ waiting: 3, active: 0 });
  await queue.pass(1_000);
  const { states } = await queue.view(['user-4', 'user-5', 'late']);
  expect(states.map(({ state, position }) => [state, position])).toEqual([
    ['ACTIVE', 0],
    ['WAITING', 1],
    ['WAITING', 2],
  ]);
});

test('one tick admits the users behind any number of absent ones', async () => {
  const absent = 3_000;
  await queue.open({ ...policy, capacity: 0 });
  await Promise.all(Array.from({ length: absent }, (_, at) => queue.join(`absent-${String(at)}`)));
  await queue.pass((graceMs * 9) / 8 + 2_000);
  for (const user of ['first', 'second', 'third']) await queue.join(user);
  expect(await queue.counts()).toEqual({ waiting: 3, active: 0 });
  expect(await queue.tick({ ...policy, capacity: 2 })).toBe('DONE');
  const { states } = await queue.view(['first', 'second', 'third', 'absent-0']);
  expect(states.map(({ state, number }) => [state, number])).toEqual([
    ['ACTIVE', absent + 1],
    ['ACTIVE', absent + 2],
    ['WAITING', absent + 3],
    ['WAITING', 1],
  ]);
});
