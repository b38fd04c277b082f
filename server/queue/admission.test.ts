import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

let redis: RedisClient;
let queue: ClockedQueue;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
beforeEach(() => void (queue = new ClockedQueue(redis)));
afterEach(() => queue.clear());
afterAll(() => redis.disconnect());

const numbered = Array.from({ length: 12 }, (_, at) => `user-${String(at + 1)}`);
const stateOf = async (user: string, number: number) => (await queue.status(user, number)).state;

test('a join is ACTIVE at once within the capacity; beyond it users wait in the order of joining', async () => {
  await queue.open({ capacity: 2 });
  const states = [];
  for (const user of numbered.slice(0, 5)) states.push(await queue.join(user));
  expect(states).toMatchObject([
    { state: 'ACTIVE', number: 1, position: 0, behind: 0 },
    { state: 'ACTIVE', number: 2, position: 0, behind: 0 },
    { state: 'WAITING', number: 3, position: 1, behind: 0 },
    { state: 'WAITING', number: 4, position: 2, behind: 0 },
    { state: 'WAITING', number: 5, position: 3, behind: 0 },
  ]);
  expect(await queue.status('user-3', 3)).toMatchObject({ position: 1, behind: 2 });
});

test('an active user who leaves admits exactly the next one; a waiting user who leaves moves the others up', async () => {
  await queue.open({ capacity: 1 });
  for (const user of numbered.slice(0, 4)) await queue.join(user);
  await queue.run('leave', 1, 'user-2', '', 'LEFT');
  expect(await queue.status('user-3', 3)).toMatchObject({ state: 'WAITING', position: 1 });
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  expect(await stateOf('user-3', 3)).toBe('ACTIVE');
  expect(await stateOf('user-4', 4)).toBe('WAITING');
});

test('joining again returns the same place until it ends, and then a new one at the end', async () => {
  await queue.open({ capacity: 1 });
  for (const user of numbered.slice(0, 3)) await queue.join(user);
  expect(await queue.join('user-2')).toMatchObject({ state: 'WAITING', number: 2, position: 1 });
  await queue.run('leave', 1, 'user-2', '', 'LEFT');
  expect(await queue.join('user-2')).toMatchObject({ state: 'WAITING', number: 4, position: 2 });
  expect(await queue.status('user-2', 2)).toMatchObject({
    state: 'EXPIRED',
    position: 0,
    behind: 0,
  });
});

test('an unclaimed turn ends after the claim time, and the next user is admitted', async () => {
  await queue.open({ capacity: 1, claimMs: 10_000, sessionMs: 60_000 });
  await queue.join('user-1');
  await queue.join('user-2');
  queue.nowMs += 9_999;
  await queue.tick({ capacity: 1, claimMs: 10_000, sessionMs: 60_000 });
  expect(await queue.counts()).toEqual({ waiting: 1, active: 1 });
  queue.nowMs += 1;
  await queue.tick({ capacity: 1, claimMs: 10_000, sessionMs: 60_000 });
  expect(await queue.counts()).toEqual({ waiting: 0, active: 1 });
  expect(await stateOf('user-1', 1)).toBe('EXPIRED');
  expect(await queue.endEvents()).toEqual([{ user: 'user-1', reason: 'UNCLAIMED' }]);
});

test('any poll claims the turn, which then lasts its session, counted from admission', async () => {
  await queue.open({ claimMs: 10_000, sessionMs: 60_000 });
  const joined = await queue.join('user-1');
  queue.nowMs += 5_000;
  expect(await queue.status('user-1', 1)).toMatchObject({
    state: 'ACTIVE',
    untilAt: (joined as { now: number }).now + 60_000,
  });
  queue.nowMs += 54_999;
  expect(await stateOf('user-1', 1)).toBe('ACTIVE');
  queue.nowMs += 1;
  expect(await stateOf('user-1', 1)).toBe('EXPIRED');
  await queue.tick({});
  expect(await queue.endEvents()).toEqual([{ user: 'user-1', reason: 'SESSION_OVER' }]);
});

test('a token of an ended place claims nothing', async () => {
  await queue.open({ claimMs: 10_000 });
  await queue.join('user-1');
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  await queue.join('user-1');
  expect(await stateOf('user-1', 1)).toBe('EXPIRED');
  queue.nowMs += 10_000;
  expect(await stateOf('user-1', 2)).toBe('EXPIRED');
});

test('a pause stops admission only: turns go on, users join, and admission resumes afterwards', async () => {
  await queue.open({ capacity: 2 });
  await queue.join('user-1');
  const paused = { capacity: 2, pauseReason: '잠시 멈춥니다' };
  await queue.tick(paused);
  expect(await queue.join('user-2')).toMatchObject({
    state: 'WAITING',
    position: 1,
    pauseReason: '잠시 멈춥니다',
  });
  expect(await stateOf('user-1', 1)).toBe('ACTIVE');
  await queue.tick({ capacity: 2 });
  expect(await stateOf('user-2', 2)).toBe('ACTIVE');
});

test('lowering the capacity ends no turn, and no user is admitted until enough turns have ended', async () => {
  await queue.open({ capacity: 3 });
  for (const user of numbered.slice(0, 4)) await queue.join(user);
  await queue.tick({ capacity: 1 });
  expect(await queue.counts()).toEqual({ waiting: 1, active: 3 });
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  await queue.run('leave', 1, 'user-2', '', 'LEFT');
  expect(await queue.counts()).toEqual({ waiting: 1, active: 1 });
  await queue.run('leave', 1, 'user-3', '', 'LEFT');
  expect(await queue.counts()).toEqual({ waiting: 0, active: 1 });
});

test('no user joins before the queue opens or is admitted before the sale opens; then the first user is admitted', async () => {
  const opening = { capacity: 1, lineOpensAt: queue.nowMs + 1_000, opensAt: queue.nowMs + 5_000 };
  await queue.open(opening);
  expect(await queue.join('user-1')).toBe('SALE_NOT_OPEN');
  queue.nowMs += 1_000;
  expect(await queue.join('user-1')).toMatchObject({ state: 'WAITING', position: 1 });
  await queue.join('user-2');
  queue.nowMs += 3_999;
  await queue.tick(opening);
  expect(await queue.counts()).toEqual({ waiting: 2, active: 0 });
  queue.nowMs += 1;
  await queue.tick(opening);
  expect(await stateOf('user-1', 1)).toBe('ACTIVE');
  expect(await stateOf('user-2', 2)).toBe('WAITING');
});

test('once the last performance has begun no user joins or is admitted, and waiting places end', async () => {
  const closing = { capacity: 1, closesAt: queue.nowMs + 1_000 };
  await queue.open(closing);
  await queue.join('user-1');
  await queue.join('user-2');
  queue.nowMs += 1_000;
  expect(await queue.join('user-3')).toBe('SALE_CLOSED');
  await queue.run('leave', 1, 'user-1', '', 'LEFT');
  expect(await stateOf('user-2', 2)).toBe('WAITING');
  await queue.tick(closing);
  expect(await stateOf('user-2', 2)).toBe('EXPIRED');
  expect(await queue.endEvents()).toContainEqual({ user: 'user-2', reason: 'SALE_CLOSED' });
});

test('a tick too soon after another does nothing', async () => {
  await queue.open({ capacity: 1 });
  expect(await queue.tick({ capacity: 1 }, 400)).toBe('DONE');
  queue.nowMs += 399;
  expect(await queue.tick({ capacity: 1 }, 400)).toBe('EARLY');
  queue.nowMs += 1;
  expect(await queue.tick({ capacity: 1 }, 400)).toBe('DONE');
});

test('a clock that is set back does not stop the ticks', async () => {
  await queue.open({});
  await queue.tick({}, 400);
  queue.nowMs -= 3_600_000;
  expect(await queue.tick({}, 400)).toBe('DONE');
});

test('a turn that could not be claimed while no instance ran is still ACTIVE on return', async () => {
  const returning = async (at: ClockedQueue): Promise<string> => {
    await at.open({ claimMs: 10_000 });
    await at.tick();
    await at.join('user-1');
    at.nowMs += 60_000; // simulates 60 s without a running instance
    return (await at.status('user-1', 1)).state;
  };
  expect(await returning(queue)).toBe('ACTIVE');
  const forgetful = new ClockedQueue(redis, (script) =>
    script.replace('forgiveGap(policy)\nlocal places', 'local places'),
  );
  expect(await returning(forgetful).finally(() => forgetful.clear())).toBe('EXPIRED');
});

test('every command refuses an epoch that Redis does not know', async () => {
  expect(await queue.run('join', 1, 'u')).toBe('STALE');
  expect(await queue.run('status', 1, 'u', 1, 1)).toBe('STALE');
  expect(await queue.run('extend', 1, 'u', 1, 1)).toBe('STALE');
  expect(await queue.run('leave', 1, 'u', '', 'LEFT')).toBe('STALE');
  await queue.open({});
  expect(await queue.run('join', 2, 'u')).toBe('STALE');
  expect(await queue.run('counts', 2)).toBe('STALE');
  for (const command of ['claim', 'reserve', 'snapshot', 'rejoin', 'tick'])
    expect(await queue.run(command, 2, 'u', 1, 1, 0)).toBe('STALE');
});
