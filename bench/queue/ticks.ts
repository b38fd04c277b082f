// Measures the time for which one tick of a long queue occupies Redis.
import { setTimeout as pause } from 'node:timers/promises';
import { serializePolicy, policyOf } from '#server/queue/policy/policy.ts';
import { run } from '#server/queue/redis/commands.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { aQueue, clear, fill, type BenchQueue } from '../filled-queue.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { medians } from '../load.ts';
import { scriptUs, observerRedis } from '../redis.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const usMax = 25_000;
const admittedPerCall = 500;
const refillMs = 100; // a rate of 600,000 per minute allows 1,000 admissions in this time
const rounds = 15; // other load on the machine distorts individual rounds

const busy = { ratePerMinute: 600_000, capacity: 100_000 };

export async function tickRows(stores: TestStores, { waiting }: Sizes): Promise<Row[]> {
  const redis = observerRedis();
  const queues = {
    // With capacity 1, a tick counts present users and admits no user.
    full: await aQueue(stores, waiting),
    present: await aQueue(stores, waiting, busy),
    absent: await aQueue(stores, waiting, busy),
  };
  const half = waiting / 2;
  await fill(stores, queues.full, { from: 1, to: waiting });
  await fill(stores, queues.present, { from: 1, to: waiting });
  await fill(stores, queues.absent, { from: 1, to: half, present: false });
  await fill(stores, queues.absent, { from: half + 1, to: waiting });
  const onCpu = new Map<BenchQueue, number[]>(Object.values(queues).map((queue) => [queue, []]));
  const tick = async (queue: BenchQueue, expected: string): Promise<number> => {
    const { concertId, epoch } = queue;
    const policy = await policyOf(stores.db, concertId);
    const given = [epoch, policy.version, serializePolicy(policy), 0, Number.MAX_SAFE_INTEGER];
    await pause(refillMs);
    const { us, cpu } = await scriptUs(redis, async () => {
      const reply = await run(stores.redis, 'tick', concertId, ...given);
      if (reply !== expected)
        throw new Error(`the tick returned ${String(reply)}, not ${expected}`);
    });
    onCpu.get(queue)?.push(cpu);
    return us;
  };
  const found = await medians(
    {
      full: () => tick(queues.full, 'DONE'),
      present: () => tick(queues.present, 'MORE'), // a tick reaches its maximum of 500 admissions
      absent: () => tick(queues.absent, 'MORE'),
    },
    rounds,
  );
  await checkAbsent(stores, queues.absent, half);
  for (const queue of Object.values(queues)) await clear(stores, queue);
  redis.disconnect();
  const [all, ms] = [waiting.toLocaleString('en'), (us: number) => `${(us / 1_000).toFixed(2)} ms`];
  const text = (name: keyof typeof queues) =>
    `${ms(found[name])} (${ms(quantile(onCpu.get(queues[name]) ?? [], 0.5))} CPU time)`;
  const row = (what: string, name: keyof typeof queues): Row => ({
    what,
    figure: text(name),
    baseline: `a tick without admissions: ${text('full')}`,
    ratio: found[name] / found.full,
    target: `< ${String(usMax / 1_000)} ms`,
    met: found[name] < usMax,
  });
  return [
    row(`Redis time of a tick that admits ${String(admittedPerCall)} of ${all}`, 'present'),
    row(`the same behind ${half.toLocaleString('en')} absent users`, 'absent'),
  ];
}

/**
 * Throws an error if a tick admitted an absent user, because the admission invalidates the
 * measurement.
 */
async function checkAbsent(
  { redis }: TestStores,
  { concertId }: BenchQueue,
  absent: number,
): Promise<void> {
  const numbers = (await redis.hvals(`jari:{${String(concertId)}}:places`)).map(
    (place) => (JSON.parse(place) as { number: number }).number,
  );
  if (numbers.length === 0 || Math.min(...numbers) !== absent + 1)
    throw new Error('a tick did not skip absent users');
}
