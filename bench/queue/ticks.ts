// How long Redis is busy with one beat of a long line.
import { setTimeout as pause } from 'node:timers/promises';
import { serializePolicy, policyOf } from '#server/queue/policy/policy.ts';
import { run } from '#server/queue/redis/commands.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { aQueue, clear, fill, type BenchQueue } from '../line.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { medians } from '../load.ts';
import { scriptUs, observerRedis } from '../redis.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const usMax = 25_000;
const admittedPerCall = 500;
const refillMs = 100; // in which a rate of 600,000 a minute allows 500 more, and as many again
const rounds = 15; // a beat is short, and what else the machine does is not

const busy = { ratePerMinute: 600_000, capacity: 100_000 };

export async function tickRows(stores: TestStores, { waiting }: Sizes): Promise<Row[]> {
  const redis = observerRedis();
  const lines = {
    full: await aQueue(stores, waiting), // capacity 1: a beat that finds who is present, and admits nobody
    present: await aQueue(stores, waiting, busy),
    absent: await aQueue(stores, waiting, busy),
  };
  const half = waiting / 2;
  await fill(stores, lines.full, { from: 1, to: waiting });
  await fill(stores, lines.present, { from: 1, to: waiting });
  await fill(stores, lines.absent, { from: 1, to: half, present: false });
  await fill(stores, lines.absent, { from: half + 1, to: waiting });
  const onCpu = new Map<BenchQueue, number[]>(Object.values(lines).map((line) => [line, []]));
  const beat = async (line: BenchQueue, expected: string): Promise<number> => {
    const { concertId, epoch } = line;
    const policy = await policyOf(stores.db, concertId);
    const given = [epoch, policy.version, serializePolicy(policy), 0, Number.MAX_SAFE_INTEGER];
    await pause(refillMs);
    const { us, cpu } = await scriptUs(redis, async () => {
      const reply = await run(stores.redis, 'tick', concertId, ...given);
      if (reply !== expected) throw new Error(`the beat says ${String(reply)}, not ${expected}`);
    });
    onCpu.get(line)?.push(cpu);
    return us;
  };
  const found = await medians(
    {
      full: () => beat(lines.full, 'DONE'),
      present: () => beat(lines.present, 'MORE'), // as many as one call admits
      absent: () => beat(lines.absent, 'MORE'),
    },
    rounds,
  );
  await checkAbsent(stores, lines.absent, half);
  for (const line of Object.values(lines)) await clear(stores, line);
  redis.disconnect();
  const [all, ms] = [waiting.toLocaleString('en'), (us: number) => `${(us / 1_000).toFixed(2)} ms`];
  const said = (name: keyof typeof lines) =>
    `${ms(found[name])} (${ms(quantile(onCpu.get(lines[name]) ?? [], 0.5))} of processor time)`;
  const row = (what: string, name: keyof typeof lines): Row => ({
    what,
    figure: said(name),
    baseline: `a beat that admits nobody: ${said('full')}`,
    ratio: found[name] / found.full,
    target: `< ${String(usMax / 1_000)} ms`,
    met: found[name] < usMax,
  });
  return [
    row(`Redis time of a beat admitting ${String(admittedPerCall)} of ${all}`, 'present'),
    row(`the same behind ${half.toLocaleString('en')} absent`, 'absent'),
  ];
}

/** Nobody of those who are absent may have been admitted, or else the measurement was of something else. */
async function checkAbsent(
  { redis }: TestStores,
  { concertId }: BenchQueue,
  absent: number,
): Promise<void> {
  const numbers = (await redis.hvals(`jari:{${String(concertId)}}:places`)).map(
    (place) => (JSON.parse(place) as { number: number }).number,
  );
  if (numbers.length === 0 || Math.min(...numbers) !== absent + 1)
    throw new Error('the absent were not stepped over');
}
