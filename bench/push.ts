// Compares two ways to update the same number of waiting users: server-sent events and polls.
import { setTimeout as pause } from 'node:timers/promises';
import { join } from '#server/queue/queue.ts';
import type { Instance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from './child.ts';
import { startInspected } from './inspect.ts';
import { aQueue, clear, fill, type BenchQueue } from './filled-queue.ts';
import { cpuUs, openFilesMax } from './load.ts';
import { userIdAt } from './bench-user.ts';
import { publish, type Row } from './table.ts';
import type { jobs as pollingJobs } from './waiting-users.ts';
import type { jobs as streamJobs } from './stream-users.ts';

const full = { counts: [1_000, 5_000, 10_000], seconds: 15 };
const quick = { counts: [200], seconds: 4 };
const settleMs = 2_000;
const warmCount = 100;
const otherFiles = 500; // open files of the instance besides streams

interface Measured {
  count: number;
  bytesEach: number;
  /** CPU time of the instance in µs: `usPerSecond` per second, `usEach` per event or poll. */
  usPerSecond: number;
  usEach: number;
  updatesPerSecond: number;
  /** Delay between a join and the resulting update of a waiting user. */
  p50Ms: number;
  p99Ms: number;
}

/** Simulated waiting users who count their updates. */
interface Audience {
  takeCount: () => Promise<number>;
  delays: (grownAt: [number, number][]) => Promise<{ seen: number; p50: number; p99: number }>;
  stop: () => Promise<void>;
}

async function streams(
  { url }: Instance,
  { concertId }: BenchQueue,
  count: number,
): Promise<Audience> {
  const child = new Child<typeof streamJobs>('stream-users.ts');
  const open = await child.ask('open', { url, concertId, count });
  if (open < count) throw new Error(`only ${String(open)} of ${String(count)} streams are open`);
  const updates = async () => {
    const { events, open } = await child.ask('takeCounts', undefined);
    if (open < count) throw new Error(`${String(count - open)} streams were closed`);
    return events;
  };
  return {
    takeCount: updates,
    delays: (grownAt) => child.ask('delays', { grownAt }),
    stop: () => child.stop(),
  };
}

/** Starts `count` polling users with a separate connection each, like browsers. */
async function pollers({ url }: Instance, queue: BenchQueue, count: number): Promise<Audience> {
  const child = new Child<typeof pollingJobs>('waiting-users.ts');
  await child.ask('begin', {
    url,
    ...queue,
    from: 2,
    to: count + 1,
    connections: count,
    overMs: settleMs,
  });
  await pause(settleMs);
  const updates = async () => {
    const { polls, refused } = await child.ask('takeCounts', undefined);
    if (refused > 0) throw new Error(`${String(refused)} polls were refused`);
    return polls;
  };
  return {
    takeCount: updates,
    delays: (grownAt) => child.ask('delays', { grownAt }),
    stop: () => child.stop(),
  };
}

/**
 * Lets one user join per second, so that the instance has updates to send. Returns each queue
 * length with the time when the queue reached that length, in ms.
 */
async function joinEachSecond(
  stores: TestStores,
  { concertId }: BenchQueue,
  from: number,
  seconds: number,
): Promise<[number, number][]> {
  const grownAt: [number, number][] = [];
  const since = performance.now();
  for (let second = 0; second < seconds; second++) {
    await pause(Math.max(0, second * 1_000 + Math.random() * 800 - (performance.now() - since)));
    const { position, behind } = await join(stores, userIdAt(from + second), concertId);
    grownAt.push([position + behind, Date.now()]);
  }
  await pause(Math.max(0, seconds * 1_000 - (performance.now() - since)));
  return grownAt;
}

async function measure(
  stores: TestStores,
  count: number,
  seconds: number,
  audienceOf: (instance: Instance, queue: BenchQueue, count: number) => Promise<Audience>,
): Promise<Measured> {
  const queue = await aQueue(stores, count + warmCount);
  await fill(stores, queue, { from: 1, to: count + 1 });
  const instance = await startInspected();
  const cpuPerSecond = async (audience: Audience | null, from: number) => {
    await audience?.takeCount();
    const [since, before] = [performance.now(), cpuUs(instance.pid)];
    const grownAt = await joinEachSecond(stores, queue, from, seconds);
    const took = (performance.now() - since) / 1_000;
    return {
      us: (cpuUs(instance.pid) - before) / took,
      updates: ((await audience?.takeCount()) ?? 0) / took,
      grownAt,
    };
  };
  const warm = await audienceOf(instance, queue, Math.min(count, warmCount));
  await joinEachSecond(stores, queue, 10_000_000, 2);
  await warm.stop();
  const bytes = await instance.bytesAfterGc();
  const idle = await cpuPerSecond(null, 20_000_000);
  const audience = await audienceOf(instance, queue, count);
  await pause(settleMs);
  const bytesEach = ((await instance.bytesAfterGc()) - bytes) / count;
  const busy = await cpuPerSecond(audience, 30_000_000);
  const { p50, p99 } = await audience.delays(busy.grownAt);
  await audience.stop();
  await instance.stop();
  await clear(stores, queue);
  const usPerSecond = busy.us - idle.us;
  return {
    count,
    bytesEach,
    usPerSecond,
    usEach: usPerSecond / busy.updates,
    updatesPerSecond: busy.updates,
    p50Ms: p50,
    p99Ms: p99,
  };
}

function rowsOf(push: Measured, poll: Measured): Row[] {
  const count = push.count.toLocaleString('en');
  const versus = (
    what: string,
    of: (met: Measured) => number,
    say: (value: number) => string,
  ): Row => ({
    what: `${count} users: ${what}`,
    figure: say(of(push)),
    baseline: say(of(poll)),
    ratio: of(push) / of(poll),
  });
  return [
    versus(
      'memory of the instance per connection',
      (met) => met.bytesEach / 1_024,
      (value) => `${value.toFixed(1)} kB`,
    ),
    versus(
      'CPU per event, per poll',
      (met) => met.usEach,
      (value) => `${value.toFixed(1)} µs`,
    ),
    versus(
      'updates per second',
      (met) => met.updatesPerSecond,
      (value) => Math.round(value).toLocaleString('en'),
    ),
    versus(
      'CPU in total',
      (met) => met.usPerSecond / 10_000,
      (value) => `${value.toFixed(1)} % of a core`,
    ),
    versus(
      'delay from a join to its update, p50',
      (met) => met.p50Ms / 1_000,
      (value) => `${value.toFixed(2)} s`,
    ),
    versus(
      'delay from a join to its update, p99',
      (met) => met.p99Ms / 1_000,
      (value) => `${value.toFixed(2)} s`,
    ),
  ];
}

export async function benchPush(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const { counts, seconds } = isQuick ? quick : full;
  const rows: Row[] = [];
  for (const count of counts) {
    if (count + otherFiles > openFilesMax()) {
      rows.push({
        what: `${count.toLocaleString('en')} users`,
        figure: `not reached: ${String(openFilesMax())} open files per process`,
      });
      continue;
    }
    const found = rowsOf(
      await measure(stores, count, seconds, streams),
      await measure(stores, count, seconds, pollers),
    );
    for (const { what, figure, baseline = '' } of found)
      console.log(`${what}: ${figure}   ${baseline}`);
    rows.push(...found);
  }
  const how = `The figure is for users who receive the public stats as server-sent events, the baseline for the same number of users who poll their place at the interval they are given. Each user has a connection, one user joins per second, and each measurement takes ${String(seconds)} s. Memory excludes kernel buffers.`;
  await publish({ name: 'push', how, rows }, { write: !isQuick });
}
