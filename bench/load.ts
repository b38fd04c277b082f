import autocannon from 'autocannon';

/** One kind of request that a flood repeats. */
export interface Shot {
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

export interface Flood {
  /** Ends it; how many answers a second it got, by class of status. */
  stop(): Promise<{ perSecond: number; statuses: Record<string, number> }>;
}

/** Sends these requests over and over on so many connections, each as soon as the last was answered, until it is stopped. */
export function flood(url: string, shots: Shot[], connections: number): Flood {
  const since = performance.now();
  const running = autocannon({ url, connections, duration: 120, requests: shots, workers: 1 });
  return {
    stop: async () => {
      const seconds = (performance.now() - since) / 1000;
      (running as unknown as { stop: () => void }).stop();
      const result = await running;
      const statuses = { '2xx': result['2xx'], '4xx': result['4xx'], '5xx': result['5xx'], lost: result.errors };
      return { perSecond: Math.round((result['2xx'] + result.non2xx) / seconds), statuses };
    },
  };
}

/** The p-th of these numbers by size: 0.5 is the median. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

/** How long the work on each of these took, `atOnce` at a time, in ms. */
export async function timed<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  const left = items.values(); // shared by all lanes
  const lane = async (): Promise<void> => {
    for (const item of left) {
      const since = performance.now();
      await work(item);
      times.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return times;
}
