// What it costs to tell a crowd how the line stands: by server-sent events, and by the polls of as many people.
import { setTimeout as pause } from 'node:timers/promises';
import { join } from '#server/queue/queue.ts';
import type { Instance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from './child.ts';
import { startInspected } from './inspect.ts';
import { aQueue, clear, fill, type BenchQueue } from './line.ts';
import { cpuUs, openFilesMax } from './load.ts';
import { personAt } from './person.ts';
import { publish, type Row } from './table.ts';
import type { jobs as waitingJobs } from './waiting.ts';
import type { jobs as watchingJobs } from './watching.ts';

const full = { counts: [1_000, 5_000, 10_000], seconds: 15 };
const quick = { counts: [200], seconds: 4 };
const settleMs = 2_000;
const warmCount = 100;
const otherFiles = 500; // of the instance, beside its watchers

interface Met {
  count: number;
  bytesEach: number;
  /** Processor time of the instance in a second, in µs, and how much of it is for each event or poll. */
  usPerSecond: number;
  usEach: number;
  toldPerSecond: number;
  /** From a join to somebody's knowing of it. */
  p50Ms: number;
  p99Ms: number;
}

/** A crowd that can be asked what it was told. */
interface Crowd {
  told: () => Promise<number>;
  delays: (grownAt: [number, number][]) => Promise<{ seen: number; p50: number; p99: number }>;
  stop: () => Promise<void>;
}

async function watchers(
  { url }: Instance,
  { concertId }: BenchQueue,
  count: number,
): Promise<Crowd> {
  const child = new Child<typeof watchingJobs>('watching.ts');
  const open = await child.ask('open', { url, concertId, count });
  if (open < count) throw new Error(`only ${String(open)} of ${String(count)} streams are open`);
  const told = async () => {
    const { events, open } = await child.ask('told', undefined);
    if (open < count) throw new Error(`${String(count - open)} streams were cut off`);
    return events;
  };
  return { told, delays: (grownAt) => child.ask('delays', { grownAt }), stop: () => child.stop() };
}

/** As many people who poll, each on a connection of their own, as a browser keeps one. */
async function pollers({ url }: Instance, line: BenchQueue, count: number): Promise<Crowd> {
  const child = new Child<typeof waitingJobs>('waiting.ts');
  await child.ask('begin', {
    url,
    ...line,
    from: 2,
    to: count + 1,
    connections: count,
    overMs: settleMs,
  });
  await pause(settleMs);
  const told = async () => {
    const { polls, refused } = await child.ask('told', undefined);
    if (refused > 0) throw new Error(`${String(refused)} polls were refused`);
    return polls;
  };
  return { told, delays: (grownAt) => child.ask('delays', { grownAt }), stop: () => child.stop() };
}

/** One person joins each second, so that there is something to tell. When the line had grown to which length. */
async function growing(
  stores: TestStores,
  { concertId }: BenchQueue,
  from: number,
  seconds: number,
): Promise<[number, number][]> {
  const grownAt: [number, number][] = [];
  const since = performance.now();
  for (let second = 0; second < seconds; second++) {
    await pause(Math.max(0, second * 1_000 + Math.random() * 800 - (performance.now() - since)));
    const { position, behind } = await join(stores, personAt(from + second), concertId);
    grownAt.push([position + behind, Date.now()]);
  }
  await pause(Math.max(0, seconds * 1_000 - (performance.now() - since)));
  return grownAt;
}

async function measure(
  stores: TestStores,
  count: number,
  seconds: number,
  crowdOf: (instance: Instance, line: BenchQueue, count: number) => Promise<Crowd>,
): Promise<Met> {
  const line = await aQueue(stores, count + warmCount);
  await fill(stores, line, { from: 1, to: count + 1 });
  const instance = await startInspected();
  const cpuPerSecond = async (crowd: Crowd | null, from: number) => {
    await crowd?.told();
    const [since, before] = [performance.now(), cpuUs(instance.pid)];
    const grownAt = await growing(stores, line, from, seconds);
    const took = (performance.now() - since) / 1_000;
    return {
      us: (cpuUs(instance.pid) - before) / took,
      told: ((await crowd?.told()) ?? 0) / took,
      grownAt,
    };
  };
  const warm = await crowdOf(instance, line, Math.min(count, warmCount));
  await growing(stores, line, 10_000_000, 2);
  await warm.stop();
  const bytes = await instance.tidyBytes();
  const idle = await cpuPerSecond(null, 20_000_000);
  const crowd = await crowdOf(instance, line, count);
  await pause(settleMs);
  const bytesEach = ((await instance.tidyBytes()) - bytes) / count;
  const busy = await cpuPerSecond(crowd, 30_000_000);
  const { p50, p99 } = await crowd.delays(busy.grownAt);
  await crowd.stop();
  await instance.stop();
  await clear(stores, line);
  const usPerSecond = busy.us - idle.us;
  return {
    count,
    bytesEach,
    usPerSecond,
    usEach: usPerSecond / busy.told,
    toldPerSecond: busy.told,
    p50Ms: p50,
    p99Ms: p99,
  };
}

function rowsOf(push: Met, poll: Met): Row[] {
  const count = push.count.toLocaleString('en');
  const versus = (what: string, of: (met: Met) => number, say: (value: number) => string): Row => ({
    what: `${count} people: ${what}`,
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
      'told in a second',
      (met) => met.toldPerSecond,
      (value) => Math.round(value).toLocaleString('en'),
    ),
    versus(
      'CPU for all of it',
      (met) => met.usPerSecond / 10_000,
      (value) => `${value.toFixed(1)} % of a core`,
    ),
    versus(
      'from a join to knowing of it, p50',
      (met) => met.p50Ms / 1_000,
      (value) => `${value.toFixed(2)} s`,
    ),
    versus(
      'from a join to knowing of it, p99',
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
        what: `${count.toLocaleString('en')} people`,
        figure: `not reached: ${String(openFilesMax())} files a process`,
      });
      continue;
    }
    const found = rowsOf(
      await measure(stores, count, seconds, watchers),
      await measure(stores, count, seconds, pollers),
    );
    for (const { what, figure, baseline = '' } of found)
      console.log(`${what}: ${figure}   ${baseline}`);
    rows.push(...found);
  }
  const how = `The figure is of people who are sent the board as server-sent events, the baseline of as many who poll their place (the lane, each as soon as they are told to), each on a connection of their own, while one person joins a second, for ${String(seconds)} s each. What kernel buffers take is not in the memory.`;
  await publish({ name: 'push', how, rows }, { write: !isQuick });
}
