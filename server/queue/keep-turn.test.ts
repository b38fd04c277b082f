import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

const policy = { sessionMs: 60_000, claimMs: 10_000, holdMs: 20_000 };
const latestMs = policy.sessionMs + 3 * policy.holdMs;

let redis: RedisClient;
let line: ClockedQueue;
let admittedAt: number;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
beforeEach(async () => {
  line = new ClockedQueue(redis);
  await line.open(policy);
  await line.join('holder');
  admittedAt = line.nowMs;
});
afterEach(() => line.clear());
afterAll(() => redis.disconnect());

const keep = async (ms: number, number = 1) =>
  Number(await line.run('extend', 1, 'holder', number, ms));
const endsAt = async () => (await line.status('holder', 1)).untilAt;

test('a hold near the end of the session moves the end to where the hold asks', async () => {
  line.nowMs += 5_000;
  await line.status('holder', 1);
  line.nowMs += 50_000;
  expect(await keep(50_000)).toBe(50_000);
  expect(await endsAt()).toBe(line.nowMs + 50_000);
});

test('a hold never shortens a session', async () => {
  await keep(1_000);
  expect(await endsAt()).toBe(admittedAt + policy.sessionMs);
});

test('a session lasts its own time and three holds at most, however often it is kept', async () => {
  for (let ms = 0; ms < 110_000; ms += 10_000) {
    await keep(50_000);
    line.nowMs += 10_000;
  }
  expect(await endsAt()).toBe(admittedAt + latestMs);
  line.nowMs = admittedAt + latestMs;
  expect(await line.status('holder', 1)).toMatchObject({ state: 'EXPIRED' });
});

test('holding claims the place', async () => {
  await keep(1_000);
  line.nowMs += policy.claimMs + 1;
  expect(await line.status('holder', 1)).toMatchObject({ state: 'ACTIVE' });
});

test('a place that has ended, or another one, is not kept', async () => {
  expect(await keep(50_000, 0)).toBe(0);
  line.nowMs += policy.claimMs;
  expect(await keep(50_000)).toBe(0);
  expect(await line.status('holder', 1)).toMatchObject({ state: 'EXPIRED' });
});
