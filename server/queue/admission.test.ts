import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

let redis: RedisClient;
let line: ClockedQueue;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
beforeEach(() => void (line = new ClockedQueue(redis)));
afterEach(() => line.clear());
afterAll(() => redis.disconnect());

const numbered = Array.from({ length: 12 }, (_, at) => `user-${String(at + 1)}`);
const stateOf = async (user: string, number: number) => (await line.status(user, number)).state;

test('with room a join is answered ACTIVE at once; beyond the capacity people wait in the order of joining', async () => {
  await line.open({ capacity: 2 });
  const standings = [];
  for (const user of numbered.slice(0, 5)) standings.push(await line.join(user));
  expect(standings).toMatchObject([
    { state: 'ACTIVE', number: 1, position: 0, behind: 0 },
    { state: 'ACTIVE', number: 2, position: 0, behind: 0 },
    { state: 'WAITING', number: 3, position: 1, behind: 0 },
    { state: 'WAITING', number: 4, position: 2, behind: 0 },
    { state: 'WAITING', number: 5, position: 3, behind: 0 },
  ]);
  expect(await line.status('user-3', 3)).toMatchObject({ position: 1, behind: 2 });
});

test('whoever leaves lets exactly the next person in; someone who leaves the line moves the others up', async () => {
  await line.open({ capacity: 1 });
  for (const user of numbered.slice(0, 4)) await line.join(user);
  await line.run('leave', 1, 'user-2', '', 'LEFT');
  expect(await line.status('user-3', 3)).toMatchObject({ state: 'WAITING', position: 1 });
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  expect(await stateOf('user-3', 3)).toBe('ACTIVE');
  expect(await stateOf('user-4', 4)).toBe('WAITING');
});

test('joining again gives the same place while it lives, and a new one at the end after it has ended', async () => {
  await line.open({ capacity: 1 });
  for (const user of numbered.slice(0, 3)) await line.join(user);
  expect(await line.join('user-2')).toMatchObject({ state: 'WAITING', number: 2, position: 1 });
  await line.run('leave', 1, 'user-2', '', 'LEFT');
  expect(await line.join('user-2')).toMatchObject({ state: 'WAITING', number: 4, position: 2 });
  expect(await line.status('user-2', 2)).toMatchObject({
    state: 'EXPIRED',
    position: 0,
    behind: 0,
  });
});

test('a place that nobody claims ends after the claim time, and the slot is given on', async () => {
  await line.open({ capacity: 1, claimMs: 10_000, sessionMs: 60_000 });
  await line.join('user-1');
  await line.join('user-2');
  line.nowMs += 9_999;
  await line.tick({ capacity: 1, claimMs: 10_000, sessionMs: 60_000 });
  expect(await line.figures()).toEqual({ waiting: 1, active: 1 });
  line.nowMs += 1;
  await line.tick({ capacity: 1, claimMs: 10_000, sessionMs: 60_000 });
  expect(await line.figures()).toEqual({ waiting: 0, active: 1 });
  expect(await stateOf('user-1', 1)).toBe('EXPIRED');
  expect(await line.ends()).toEqual([{ user: 'user-1', reason: 'UNCLAIMED' }]);
});

test('any poll claims the place, which then lasts its session, counted from admission', async () => {
  await line.open({ claimMs: 10_000, sessionMs: 60_000 });
  const joined = await line.join('user-1');
  line.nowMs += 5_000;
  expect(await line.status('user-1', 1)).toMatchObject({
    state: 'ACTIVE',
    untilAt: (joined as { now: number }).now + 60_000,
  });
  line.nowMs += 54_999;
  expect(await stateOf('user-1', 1)).toBe('ACTIVE');
  line.nowMs += 1;
  expect(await stateOf('user-1', 1)).toBe('EXPIRED');
  await line.tick({});
  expect(await line.ends()).toEqual([{ user: 'user-1', reason: 'SESSION_OVER' }]);
});

test('the place of an ended number is not claimed by an old token', async () => {
  await line.open({ claimMs: 10_000 });
  await line.join('user-1');
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  await line.join('user-1');
  expect(await stateOf('user-1', 1)).toBe('EXPIRED');
  line.nowMs += 10_000;
  expect(await stateOf('user-1', 2)).toBe('EXPIRED');
});

test('a pause stops admission only: the active stay, people join, and the line goes on afterwards', async () => {
  await line.open({ capacity: 2 });
  await line.join('user-1');
  const paused = { capacity: 2, pauseReason: '잠시 멈춥니다' };
  await line.tick(paused);
  expect(await line.join('user-2')).toMatchObject({
    state: 'WAITING',
    position: 1,
    pauseReason: '잠시 멈춥니다',
  });
  expect(await stateOf('user-1', 1)).toBe('ACTIVE');
  await line.tick({ capacity: 2 });
  expect(await stateOf('user-2', 2)).toBe('ACTIVE');
});

test('lowering the capacity evicts nobody, and nobody is admitted until there is room again', async () => {
  await line.open({ capacity: 3 });
  for (const user of numbered.slice(0, 4)) await line.join(user);
  await line.tick({ capacity: 1 });
  expect(await line.figures()).toEqual({ waiting: 1, active: 3 });
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  await line.run('leave', 1, 'user-2', '', 'LEFT');
  expect(await line.figures()).toEqual({ waiting: 1, active: 1 });
  await line.run('leave', 1, 'user-3', '', 'LEFT');
  expect(await line.figures()).toEqual({ waiting: 0, active: 1 });
});

test('before the line opens nobody joins; before the sale opens nobody is admitted; then the first in line is', async () => {
  const opening = { capacity: 1, lineOpensAt: line.nowMs + 1_000, opensAt: line.nowMs + 5_000 };
  await line.open(opening);
  expect(await line.join('user-1')).toBe('SALE_NOT_OPEN');
  line.nowMs += 1_000;
  expect(await line.join('user-1')).toMatchObject({ state: 'WAITING', position: 1 });
  await line.join('user-2');
  line.nowMs += 3_999;
  await line.tick(opening);
  expect(await line.figures()).toEqual({ waiting: 2, active: 0 });
  line.nowMs += 1;
  await line.tick(opening);
  expect(await stateOf('user-1', 1)).toBe('ACTIVE');
  expect(await stateOf('user-2', 2)).toBe('WAITING');
});

test('once the last show has begun nobody joins or is admitted, and those who wait are sent home', async () => {
  const closing = { capacity: 1, closesAt: line.nowMs + 1_000 };
  await line.open(closing);
  await line.join('user-1');
  await line.join('user-2');
  line.nowMs += 1_000;
  expect(await line.join('user-3')).toBe('SALE_CLOSED');
  await line.run('leave', 1, 'user-1', '', 'LEFT');
  expect(await stateOf('user-2', 2)).toBe('WAITING');
  await line.tick(closing);
  expect(await stateOf('user-2', 2)).toBe('EXPIRED');
  expect(await line.ends()).toContainEqual({ user: 'user-2', reason: 'SALE_CLOSED' });
});

test('beats that follow each other too closely, from whichever instances, do nothing', async () => {
  await line.open({ capacity: 1 });
  expect(await line.tick({ capacity: 1 }, 400)).toBe('DONE');
  line.nowMs += 399;
  expect(await line.tick({ capacity: 1 }, 400)).toBe('EARLY');
  line.nowMs += 1;
  expect(await line.tick({ capacity: 1 }, 400)).toBe('DONE');
});

test('a clock that was set back does not stop the beat', async () => {
  await line.open({});
  await line.tick({}, 400);
  line.nowMs -= 3_600_000;
  expect(await line.tick({}, 400)).toBe('DONE');
});

test('whoever could not claim a place in time because nobody could come is told on return that it is their turn', async () => {
  const returning = async (at: ClockedQueue): Promise<string> => {
    await at.open({ claimMs: 10_000 });
    await at.tick();
    await at.join('user-1');
    at.nowMs += 60_000; // no instance has come by meanwhile
    return (await at.status('user-1', 1)).state;
  };
  expect(await returning(line)).toBe('ACTIVE');
  const forgetful = new ClockedQueue(redis, (script) =>
    script.replace('forgiveGap(policy) -- before a turn', '--'),
  );
  expect(await returning(forgetful).finally(() => forgetful.clear())).toBe('EXPIRED');
});

test('every command refuses an epoch that the store does not know', async () => {
  expect(await line.run('join', 1, 'u')).toBe('STALE');
  expect(await line.run('status', 1, 'u', 1, 1)).toBe('STALE');
  expect(await line.run('extend', 1, 'u', 1, 1)).toBe('STALE');
  expect(await line.run('leave', 1, 'u', '', 'LEFT')).toBe('STALE');
  await line.open({});
  expect(await line.run('join', 2, 'u')).toBe('STALE');
  expect(await line.run('counts', 2)).toBe('STALE');
  for (const command of ['claim', 'reserve', 'snapshot', 'rejoin', 'tick'])
    expect(await line.run(command, 2, 'u', 1, 1, 0)).toBe('STALE');
});
