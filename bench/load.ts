import { quantile } from '#tests/simulation/quantile.ts';
import autocannon from 'autocannon';
import { readdirSync, readFileSync } from 'node:fs';

/** A request that a flood repeats. */
export interface Shot {
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Throughput and latency of a flood. `statuses` counts responses by status class, and connection
 * errors as `lost`.
 */
export interface FloodResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  statuses: Record<string, number>;
}

export interface Flood {
  shots: readonly Shot[];
  connections: number;
  /**
   * Requests per second over all connections. Without a rate, each connection sends its next
   * request immediately after a response.
   */
  rate?: number;
}

/** Repeats the requests in `shots` for `seconds`, from a separate thread. */
export async function flood(
  url: string,
  { shots, connections, rate }: Flood,
  seconds: number,
): Promise<FloodResult> {
  const limit = rate === undefined ? {} : { overallRate: rate };
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [...shots],
    workers: 1,
    ...limit,
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

/**
 * Runs `work` on up to `atOnce` items at a time. Returns each duration in ms. Starts no item after
 * `seconds`.
 */
export async function timed<T>(
  items: readonly T[],
  { atOnce, seconds }: { atOnce: number; seconds: number },
  work: (item: T) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const left = items.values(); // all workers share this iterator
  const worker = async (): Promise<void> => {
    for (const item of left) {
      const since = performance.now();
      if (since > end) return;
      await work(item);
      times.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return times;
}

/** Returns the CPU time of a process's live threads so far, in µs, from the Linux scheduler. */
export function cpuUs(pid: number): number {
  const threads = `/proc/${String(pid)}/task`;
  const ns = readdirSync(threads).map((thread) =>
    Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ns.reduce((sum, of) => sum + of, 0) / 1_000;
}

export function residentBytes(pid: number): number {
  const [, kilobytes] =
    /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/**
 * Returns the maximum number of open files and connections per process. Reads the soft limit of
 * open files, which Node raises to the hard limit at startup.
 */
export function openFilesMax(): number {
  const [, limit = 'unlimited'] =
    /Max open files\s+\S+\s+(\S+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return limit === 'unlimited' ? Infinity : Number(limit);
}

/**
 * Returns each variant's median over `rounds` rounds, after one warm-up round. The variants
 * alternate, so that other load on the machine affects every variant alike.
 */
export async function medians<K extends string>(
  variants: Record<K, () => Promise<number>>,
  rounds: number,
): Promise<Record<K, number>> {
  const names = Object.keys(variants) as K[];
  const found = new Map(names.map((name): [K, number[]] => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const figure = await variants[name]();
      if (round > 0) found.get(name)?.push(figure);
    }
  return Object.fromEntries(
    [...found].map(([name, figures]) => [name, quantile(figures, 0.5)]),
  ) as Record<K, number>;
}
