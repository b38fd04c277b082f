// Measures the latency of HTTP joins to a long queue, at a steady rate.
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import type { jobs } from '../joining-users.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill } from '../filled-queue.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const secondsPerRound = 4;

export async function httpJoinRows(
  stores: TestStores,
  { rounds, joinedBefore, joinsPerSecond }: Sizes,
): Promise<Row[]> {
  const queue = await aQueue(stores, joinedBefore);
  await fill(stores, queue, { from: 1, to: joinedBefore });
  const instance = await startInstance();
  const users = new Child<typeof jobs>('joining-users.ts');
  await users.ask('connect', { url: instance.url });
  const found: { p50: number; p99: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = joinedBefore + 1 + round * joinsPerSecond * secondsPerRound;
    const result = await users.ask('arrive', {
      url: instance.url,
      ...queue,
      from,
      perSecond: joinsPerSecond,
      seconds: secondsPerRound,
    });
    if (round > 0) found.push(result); // round 0 is a warm-up
  }
  await users.stop();
  await instance.stop();
  await clear(stores, queue);
  const median = (of: 'p50' | 'p99') =>
    `${quantile(
      found.map((result) => result[of]),
      0.5,
    ).toFixed(1)} ms`;
  return [
    {
      what: `join over HTTP (tRPC) behind ${joinedBefore.toLocaleString('en')} waiting, ${String(joinsPerSecond)}/s: p99`,
      figure: `${median('p99')} (p50 ${median('p50')})`,
      target: 'reported; NudgeOn states 7.6 ms',
    },
  ];
}
