// Compares the Redis memory per waiting user with that of a bare sorted set.
import type { TestStores } from '#tests/support/stores.ts';
import { aQueue, clear, fill } from '../filled-queue.ts';
import { userIdAt } from '../bench-user.ts';
import { usedMemory, observerRedis } from '../redis.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const bytesMax = 180;
const perCommand = 1_000;

export async function memoryRows(stores: TestStores, { waiting }: Sizes): Promise<Row[]> {
  const redis = observerRedis();
  const empty = await usedMemory(redis);
  for (let from = 1; from <= waiting; from += perCommand) {
    const members = Array.from({ length: perCommand }, (_, at) => [
      from + at,
      userIdAt(from + at),
    ]).flat();
    await redis.zadd('bench:set', ...members);
  }
  const alone = (await usedMemory(redis)) - empty;
  await redis.del('bench:set');
  const queue = await aQueue(stores, waiting);
  const before = await usedMemory(redis);
  await fill(stores, queue, { from: 1, to: waiting });
  const whole = (await usedMemory(redis)) - before;
  await clear(stores, queue);
  redis.disconnect();
  const each = (bytes: number) => `${(bytes / waiting).toFixed(1)} B`;
  return [
    {
      what: `memory in Redis per waiting user, ${waiting.toLocaleString('en')} waiting`,
      figure: each(whole),
      baseline: `sorted set alone: ${each(alone)}`,
      ratio: whole / alone,
      target: `≤ ${String(bytesMax)} B`,
      met: whole / waiting <= bytesMax,
    },
  ];
}
