// Compares an instance's CPU time per poll with that of the cheapest possible poll.
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child, type Served, startServer } from '../child.ts';
import { aQueue, clear, fill, type BenchQueue } from '../filled-queue.ts';
import { cpuUs, medians } from '../load.ts';
import type { jobs, Pollers } from '../polling-users.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const connections = 64;

/** Returns the server's CPU time per poll in µs, while polls arrive back to back. */
async function costOf(
  { pid }: Served,
  pollers: Child<typeof jobs>,
  seconds: number,
): Promise<number> {
  const before = cpuUs(pid);
  const { answered } = await pollers.ask('flood', { seconds });
  return (cpuUs(pid) - before) / answered;
}

async function pollersAt(
  { url }: Served,
  queue: BenchQueue,
  people: Pollers['people'],
  as: Pollers['as'] = 'program',
) {
  const pollers = new Child<typeof jobs>('polling-users.ts');
  await pollers.ask('prepare', { url, ...queue, people, as, connections });
  return pollers;
}

/**
 * Returns the CPU time per poll in µs, by variant. Instances answer all measured polls from the
 * snapshot in memory. The variant `unknownTokens` sends tokens that the instance has not cached.
 */
async function costs(stores: TestStores, sizes: Sizes) {
  const [few, many] = [sizes.fewWaiting, sizes.waiting];
  const [small, large] = [await aQueue(stores, few), await aQueue(stores, many)];
  await fill(stores, small, { from: 1, to: few });
  await fill(stores, large, { from: 1, to: many });
  const [bare, one, two] = [
    await startServer('queue/bare-poll.ts'),
    await startInstance(),
    await startInstance(),
  ];
  // User 1 has the only turn, so user 2 is the first waiting user.
  const known = { from: 2, count: few - 1, step: 1 };
  const spread = { from: 2, count: few - 1, step: Math.floor(many / few) };
  const uncached = {
    from: 2,
    count: sizes.unknownTokens,
    step: Math.max(1, Math.floor(many / sizes.unknownTokens) - 1),
  };
  const groups = {
    bare: [bare, await pollersAt(bare, small, known)],
    program: [one, await pollersAt(one, small, known)],
    browser: [one, await pollersAt(one, small, known, 'browser')],
    large: [two, await pollersAt(two, large, spread)],
    unknownTokens: [two, await pollersAt(two, large, uncached)],
  } satisfies Record<string, [Served, Child<typeof jobs>]>;
  const variants = Object.entries(groups).map(([name, [served, pollers]]) => [
    name,
    () => costOf(served, pollers, sizes.seconds),
  ]);
  const found = await medians(
    Object.fromEntries(variants) as Record<keyof typeof groups, () => Promise<number>>,
    sizes.rounds,
  );
  for (const [, pollers] of Object.values(groups)) await pollers.stop();
  bare.stop();
  await Promise.all([one.stop(), two.stop()]);
  await Promise.all([clear(stores, small), clear(stores, large)]);
  return found;
}

export async function pollRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const { bare, program, browser, large, unknownTokens } = await costs(stores, sizes);
  const [few, many] = [sizes.fewWaiting.toLocaleString('en'), sizes.waiting.toLocaleString('en')];
  const us = (value: number) => `${value.toFixed(1)} µs`;
  const row = (
    what: string,
    value: number,
    [name, base]: [string, number],
    target?: number,
  ): Row => ({
    what,
    figure: us(value),
    baseline: `${name}: ${us(base)}`,
    ratio: value / base,
    ...(target !== undefined && { target: `≤ ${target.toFixed(1)}×`, met: value / base <= target }),
  });
  const least: [string, number] = ['bare node:http, token verified, one Redis script', bare];
  return [
    row(`CPU per status poll, token in a header, ${few} waiting`, program, least, 1),
    row('the same, session and token in cookies', browser, least),
    row(`the same (header) at ${many} waiting`, large, [`at ${few}`, program], 1.2),
    row(
      `the same, ${sizes.unknownTokens.toLocaleString('en')} users in turn: no token is cached`,
      unknownTokens,
      least,
      1,
    ),
  ];
}
