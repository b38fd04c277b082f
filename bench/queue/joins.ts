// Compares joins per second through the room function with joins through the cheapest possible
// script.
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from '../child.ts';
import { aQueue, clear } from '../filled-queue.ts';
import { medians } from '../load.ts';
import { scriptTimeUs, observerRedis } from '../redis.ts';
import type { Row } from '../table.ts';
import type { jobs } from './joining.ts';
import type { Sizes } from './sizes.ts';

const clientCount = 2;
const peoplePerMeasurement = 1_000_000; // no measurement reaches this number of joins
const ratioMin = 0.7;

export async function joinRows(stores: TestStores, { rounds, seconds }: Sizes): Promise<Row[]> {
  const queue = await aQueue(stores, 1);
  const redis = observerRedis();
  const clients = Array.from(
    { length: clientCount },
    () => new Child<typeof jobs>('queue/joining.ts'),
  );
  const usPerJoin: Record<string, number> = {};
  let measured = 0;
  const joinsBy = async (by: 'room' | 'bare'): Promise<number> => {
    const before = await scriptTimeUs(redis);
    const each = await Promise.all(
      clients.map((client) => {
        const from = ++measured * peoplePerMeasurement;
        return client.ask('joinAll', { by, concertId: queue.concertId, from, seconds });
      }),
    );
    const after = await scriptTimeUs(redis);
    usPerJoin[by] = (after - before) / each.reduce((sum, { joined }) => sum + joined, 0);
    return each.reduce((sum, { perSecond }) => sum + perSecond, 0);
  };
  const { room, bare } = await medians(
    { bare: () => joinsBy('bare'), room: () => joinsBy('room') },
    rounds,
  );
  for (const client of clients) await client.stop();
  await clear(stores, queue);
  await redis.del(
    `jari:{bench-${String(queue.concertId)}}:waiting`,
    `jari:{bench-${String(queue.concertId)}}:next`,
  );
  redis.disconnect();
  const text = (joins: number, by: string) =>
    `${Math.round(joins).toLocaleString('en')}/s (${usPerJoin[by]?.toFixed(1) ?? ''} µs of Redis each)`;
  return [
    {
      what: `joins per second, room function, ${String(clientCount)} pipelined clients`,
      figure: text(room, 'room'),
      baseline: `bare idempotent script: ${text(bare, 'bare')}`,
      ratio: room / bare,
      target: `≥ ${String(ratioMin)}×`,
      met: room / bare >= ratioMin,
    },
  ];
}
