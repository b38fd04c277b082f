import { afterAll, beforeAll, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { stopProcesses } from '#scripts/lib/processes.ts';
import { startTestRedis } from '#scripts/stores/redis.ts';
import { commandsDuring } from './monitor.ts';

let redis: Redis;
let url: string;
beforeAll(async () => {
  ({ url } = await startTestRedis()); // no other client uses this Redis
  redis = new Redis(url);
});
afterAll(async () => {
  redis.disconnect();
  await stopProcesses();
});

test('each command is counted once and script commands separately, for any arguments', async () => {
  const counted = await commandsDuring(url, async () => {
    await redis.set('key', '[0 lua] "\r\n+OK\r\n');
    await redis.eval("redis.call('GET', KEYS[1]) return redis.call('DEL', KEYS[1])", 1, 'key');
    await Promise.all(Array.from({ length: 5_000 }, (_, at) => redis.get(String(at))));
  });
  expect(counted).toEqual({ asked: 5_002, withinScripts: 2 });
});

test('commands are counted even while other clients keep sending', async () => {
  const senders = 50;
  let [isOver, asked] = [false, 0];
  const other = async (): Promise<void> => {
    while (!isOver) {
      await redis.get('key');
      asked++;
    }
  };
  const others = Promise.all(Array.from({ length: senders }, other));
  for (let round = 0; round < 20; round++) {
    let [from, to] = [0, 0];
    const counted = await commandsDuring(url, async () => {
      from = asked;
      while (asked < from + 500) await redis.get('mine');
      to = asked;
    });
    // Each sender may receive one reply after `from` to a command that Redis ran before `from`.
    expect(counted.asked).toBeGreaterThanOrEqual(to - from - senders);
  }
  isOver = true;
  await others;
});
