import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

const graceMs = 16_000;
const policy = { capacity: 1, graceMs, claimMs: 8_000, sessionMs: 3_600_000, recoveryMs: 20_000 };

let redis: RedisClient;
let line: ClockedQueue;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
beforeEach(() => void (line = new ClockedQueue(redis)));
afterEach(() => line.clear());
afterAll(() => redis.disconnect());

const active = async (number: number) =>
  (await line.look([`user-${String(number)}`])).standings[0]?.state === 'ACTIVE';

/** A full line with so many who wait, numbered from 2. */
async function aFullLine(waiting: number): Promise<void> {
  await line.open(policy);
  await line.join('user-1');
  await line.status('user-1', 1);
  for (let number = 2; number <= waiting + 1; number++) await line.join(`user-${String(number)}`);
}

/** Lets time pass while only these poll, once a second. */
async function passWith(ms: number, ...numbers: number[]): Promise<void> {
  for (const end = line.nowMs + ms; line.nowMs < end;) {
    await line.pass(Math.min(1_000, end - line.nowMs));
    for (const number of numbers) await line.status(`user-${String(number)}`, number);
  }
}

test('whoever has been away for longer than the grace time is stepped over, keeps the number, and is next on return', async () => {
  await aFullLine(3);
  await passWith((graceMs * 9) / 8 + 2_000, 1, 3, 4);
  expect(await line.figures()).toEqual({ waiting: 2, active: 1 });
  expect(await line.status('user-4', 4)).toMatchObject({ position: 2, behind: 0 });
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  expect([await active(2), await active(3)]).toEqual([false, true]);
  expect(await line.status('user-2', 2)).toMatchObject({
    state: 'WAITING',
    number: 2,
    position: 1,
    behind: 1,
  });
  await line.run('leave', 1, 'user-3', '', 'LEFT');
  expect([await active(2), await active(4)]).toEqual([true, false]);
});

test('nobody is away before the grace time is over', async () => {
  await aFullLine(2);
  await passWith(graceMs - 1_000, 1, 3);
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  expect([await active(2), await active(3)]).toEqual([true, false]);
});

test('a shorter grace time steps over nobody who was seen within it', async () => {
  await aFullLine(2);
  await passWith(10_000, 1, 2, 3);
  await line.tick({ ...policy, graceMs: 1_000 });
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  expect([await active(2), await active(3)]).toEqual([true, false]);
});

test('late beats make nobody away who was seen shortly before', async () => {
  await aFullLine(2);
  await line.tick({ ...policy, graceMs: 2_000 });
  for (let beat = 0; beat < 5; beat++) {
    line.nowMs += 4_000;
    for (const number of [1, 2, 3]) await line.status(`user-${String(number)}`, number);
    line.nowMs += 500;
    await line.tick();
    expect(await line.figures()).toEqual({ waiting: 2, active: 1 });
  }
});

test('who was seen at an instance counts as there from the next beat on', async () => {
  await aFullLine(2);
  await passWith((graceMs * 9) / 8 + 2_000, 1, 3);
  expect(await line.figures()).toEqual({ waiting: 1, active: 1 });
  const bits = Buffer.from([0b0100_0000]); // number 2
  await line.board({ from: 0, bits });
  await line.pass(1_000);
  expect(await line.figures()).toEqual({ waiting: 2, active: 1 });
});

test('while no instance beats nobody is away, and after it nobody is admitted until all could come back', async () => {
  await aFullLine(2);
  await line.pass(1_000);
  line.nowMs += 600_000;
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  await line.pass(policy.recoveryMs - 1_000);
  expect([await active(2), await active(3)]).toEqual([false, false]);
  expect(await line.status('user-3', 3)).toMatchObject({
    state: 'WAITING',
    position: 2,
    recovering: true,
  });
  await line.pass(1_000);
  expect([await active(2), await active(3)]).toEqual([true, false]);
});

test('who was admitted before the beats stopped may still come after it: the first poll finds the place', async () => {
  await aFullLine(1);
  await line.pass(1_000);
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  expect(await active(2)).toBe(true);
  line.nowMs += 600_000;
  expect(await line.status('user-2', 2)).toMatchObject({ state: 'ACTIVE', number: 2 });
});

test('after a loss nobody is admitted for the recovery time, and then those who came back first in the old order', async () => {
  await line.open(policy, { epoch: 2, base: 10, heldMs: policy.recoveryMs });
  await line.join('late');
  await line.run('rejoin', 2, 1, 'user-5', 5);
  await line.pass(policy.recoveryMs - 1_000);
  await line.run('rejoin', 2, 2, 'user-4', 4);
  expect(await line.figures()).toEqual({ waiting: 3, active: 0 });
  await line.pass(1_000);
  const { standings } = await line.look(['user-4', 'user-5', 'late']);
  expect(standings.map(({ state, position }) => [state, position])).toEqual([
    ['ACTIVE', 0],
    ['WAITING', 1],
    ['WAITING', 2],
  ]);
});

test('however many are away at the head, one beat admits those behind them', async () => {
  const away = 3_000;
  await line.open({ ...policy, capacity: 0 });
  await Promise.all(Array.from({ length: away }, (_, at) => line.join(`away-${String(at)}`)));
  await line.pass((graceMs * 9) / 8 + 2_000);
  for (const user of ['first', 'second', 'third']) await line.join(user);
  expect(await line.figures()).toEqual({ waiting: 3, active: 0 });
  expect(await line.tick({ ...policy, capacity: 2 })).toBe('DONE');
  const { standings } = await line.look(['first', 'second', 'third', 'away-0']);
  expect(standings.map(({ state, number }) => [state, number])).toEqual([
    ['ACTIVE', away + 1],
    ['ACTIVE', away + 2],
    ['WAITING', away + 3],
    ['WAITING', 1],
  ]);
});
