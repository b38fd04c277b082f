// What a poll costs: processor time of the serving process for each, beside the least that one could be.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill, type BenchQueue } from '../line.ts';
import { cpuUs, medians } from '../load.ts';
import type { jobs, Pollers } from '../polling.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const connections = 64;

interface Served {
  url: string;
  pid: number;
}

async function startBare(): Promise<Served & { stop: () => void }> {
  const child = fork(path.join(import.meta.dirname, 'bare-poll.ts'));
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${String(port)}`,
    pid: child.pid ?? 0,
    stop: () => child.disconnect(),
  };
}

/** Processor time of `served` for each poll, in µs, while as many are sent as are answered. */
async function costOf(
  { pid }: Served,
  crowd: Child<typeof jobs>,
  seconds: number,
): Promise<number> {
  const before = cpuUs(pid);
  const { answered } = await crowd.ask('flood', { seconds });
  return (cpuUs(pid) - before) / answered;
}

async function pollersAt(
  { url }: Served,
  line: BenchQueue,
  people: Pollers['people'],
  as: Pollers['as'] = 'program',
) {
  const crowd = new Child<typeof jobs>('polling.ts');
  await crowd.ask('prepare', { url, ...line, people, as, connections });
  return crowd;
}

/** The costs of a poll in µs, each where memory knows the place; `strangers` show tokens that the instance has not seen lately. */
async function costs(stores: TestStores, sizes: Sizes) {
  const [few, many] = [sizes.fewWaiting, sizes.waiting];
  const [small, large] = [await aQueue(stores, few), await aQueue(stores, many)];
  await fill(stores, small, { from: 1, to: few });
  await fill(stores, large, { from: 1, to: many });
  const [bare, one, two] = [await startBare(), await startInstance(), await startInstance()];
  // The first number has the one turn that there is.
  const known = { from: 2, count: few - 1, step: 1 };
  const spread = { from: 2, count: few - 1, step: Math.floor(many / few) };
  const strange = {
    from: 2,
    count: sizes.unknownTokens,
    step: Math.max(1, Math.floor(many / sizes.unknownTokens) - 1),
  };
  const crowds = {
    bare: [bare, await pollersAt(bare, small, known)],
    program: [one, await pollersAt(one, small, known)],
    browser: [one, await pollersAt(one, small, known, 'browser')],
    large: [two, await pollersAt(two, large, spread)],
    strangers: [two, await pollersAt(two, large, strange)],
  } satisfies Record<string, [Served, Child<typeof jobs>]>;
  const ways = Object.entries(crowds).map(([name, [served, crowd]]) => [
    name,
    () => costOf(served, crowd, sizes.seconds),
  ]);
  const found = await medians(
    Object.fromEntries(ways) as Record<keyof typeof crowds, () => Promise<number>>,
    sizes.rounds,
  );
  for (const [, crowd] of Object.values(crowds)) await crowd.stop();
  bare.stop();
  await Promise.all([one.stop(), two.stop()]);
  await Promise.all([clear(stores, small), clear(stores, large)]);
  return found;
}

export async function pollRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const { bare, program, browser, large, strangers } = await costs(stores, sizes);
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
      `the same, ${sizes.unknownTokens.toLocaleString('en')} people in turn: no token is remembered`,
      strangers,
      least,
      1,
    ),
  ];
}
