import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';

const policy = { sessionMs: 60_000, claimMs: 10_000, holdMs: 20_000 };
const latestMs = policy.sessionMs + 3 * policy.holdMs;

let redis: RedisClient;
let queue: ClockedQueue;
let admittedAt: number;
beforeAll(() => void (redis = createRedis(process.env['JARI_TEST_REDIS'] ?? '')));
beforeEach(async () => {
  queue = new ClockedQueue(redis);
  await queue.open(policy);
  await queue.join('holder');
  admittedAt = queue.nowMs;
});
afterEach(() => queue.clear());
afterAll(() => redis.disconnect());

const keep = async (ms: number, number = 1) =>
  Number(await queue.run('extend', 1, 'holder', number, ms));
const endsAt = async () => (await queue.status('holder', 1)).untilAt;

test('a hold near the end of the session extends the turn by what the hold needs', async () => {
  queue.nowMs += 5_000;
  await queue.status('holder', 1);
  queue.nowMs += 50_000;
  expect(await keep(50_000)).toBe(50_000);
  expect(await endsAt()).toBe(queue.nowMs + 50_000);
});

test('a hold never shortens a session', async () => {
  await keep(1_000);
  expect(await endsAt()).toBe(admittedAt + policy.sessionMs);
});

test('a turn lasts at most its session and three holds, however often it is extended', async () => {
  for (let ms = 0; ms < 110_000; ms += 10_000) {
    await keep(50_000);
    queue.nowMs += 10_000;
  }
  expect(await endsAt()).toBe(admittedAt + latestMs);
  queue.nowMs = admittedAt + latestMs;
  expect(await queue.status('holder', 1)).toMatchObject({ state: 'EXPIRED' });
});

test('holding claims the place', async () => {
  await keep(1_000);
  queue.nowMs += policy.claimMs + 1;
  expect(await queue.status('holder', 1)).toMatchObject({ state: 'ACTIVE' });
});

test('an ended place is not extended, nor is a place with another number', async () => {
  expect(await keep(50_000, 0)).toBe(0);
  queue.nowMs += policy.claimMs;
  expect(await keep(50_000)).toBe(0);
  expect(await queue.status('holder', 1)).toMatchObject({ state: 'EXPIRED' });
});
