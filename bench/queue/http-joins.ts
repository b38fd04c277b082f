// How long a join takes whoever arrives with many others, behind a line that is long already.
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import type { jobs } from '../arriving.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill } from '../line.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const secondsPerRound = 4;

export async function httpJoinRows(
  stores: TestStores,
  { rounds, joinedBefore, joinsPerSecond }: Sizes,
): Promise<Row[]> {
  const line = await aQueue(stores, joinedBefore);
  await fill(stores, line, { from: 1, to: joinedBefore });
  const instance = await startInstance();
  const crowd = new Child<typeof jobs>('arriving.ts');
  await crowd.ask('connect', { url: instance.url });
  const found: { p50: number; p99: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = joinedBefore + 1 + round * joinsPerSecond * secondsPerRound;
    const met = await crowd.ask('arrive', {
      url: instance.url,
      ...line,
      from,
      perSecond: joinsPerSecond,
      seconds: secondsPerRound,
    });
    if (round > 0) found.push(met); // the first one warms up
  }
  await crowd.stop();
  await instance.stop();
  await clear(stores, line);
  const median = (of: 'p50' | 'p99') =>
    `${quantile(
      found.map((met) => met[of]),
      0.5,
    ).toFixed(1)} ms`;
  return [
    {
      what: `join over HTTP (tRPC) behind ${joinedBefore.toLocaleString('en')} waiting, ${String(joinsPerSecond)}/s: p99`,
      figure: `${median('p99')} (p50 ${median('p50')})`,
      target: 'reported; NudgeOn says 7.6 ms',
    },
  ];
}
