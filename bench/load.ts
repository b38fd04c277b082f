import { quantile } from '#tests/simulation/quantile.ts';
import autocannon from 'autocannon';
import { readdirSync, readFileSync } from 'node:fs';

/** One kind of request that a flood repeats. */
export interface Shot {
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

/** What a flood met: answers a second, how long they took, and how many there were of each class of status. */
export interface FloodMet {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  statuses: Record<string, number>;
}

export interface Flood {
  shots: readonly Shot[];
  connections: number;
  /** Requests a second, all together; without it, each as soon as the last on its connection was answered. */
  rate?: number;
}

/** Sends these requests over and over for so long, from a thread of its own. */
export async function flood(
  url: string,
  { shots, connections, rate }: Flood,
  seconds: number,
): Promise<FloodMet> {
  const pace = rate === undefined ? {} : { overallRate: rate };
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [...shots],
    workers: 1,
    ...pace,
  });
  return {
    perSecond: Math.round((result['2xx'] + result.non2xx) / seconds),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    statuses: {
      '2xx': result['2xx'],
      '4xx': result['4xx'],
      '5xx': result['5xx'],
      lost: result.errors,
    },
  };
}

/** How long the work on each of these took, `atOnce` at a time, in ms; it ends with the last of them, or after so many seconds. */
export async function timed<T>(
  items: readonly T[],
  { atOnce, seconds }: { atOnce: number; seconds: number },
  work: (item: T) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const left = items.values(); // shared by all lanes
  const lane = async (): Promise<void> => {
    for (const item of left) {
      const since = performance.now();
      if (since > end) return;
      await work(item);
      times.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return times;
}

/** Processor time of a process so far, in µs: of all threads that it has, as Linux' scheduler counts it. */
export function cpuUs(pid: number): number {
  const threads = `/proc/${String(pid)}/task`;
  const ns = readdirSync(threads).map((thread) =>
    Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ns.reduce((sum, of) => sum + of, 0) / 1_000;
}

/** What a process holds in memory, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] =
    /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** How many files and connections a process may have open: Node raises its own limit as far as it may when it starts. */
export function openFilesMax(): number {
  const [, limit = 'unlimited'] =
    /Max open files\s+\S+\s+(\S+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return limit === 'unlimited' ? Infinity : Number(limit);
}

/** Medians of rounds that alternate, after one that warms up: whatever else the machine does is shared by all. */
export async function medians<K extends string>(
  ways: Record<K, () => Promise<number>>,
  rounds: number,
): Promise<Record<K, number>> {
  const names = Object.keys(ways) as K[];
  const found = new Map(names.map((name): [K, number[]] => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const figure = await ways[name]();
      if (round > 0) found.get(name)?.push(figure);
    }
  return Object.fromEntries(
    [...found].map(([name, figures]) => [name, quantile(figures, 0.5)]),
  ) as Record<K, number>;
}
