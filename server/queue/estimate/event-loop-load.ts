import { performance } from 'node:perf_hooks';

/** Minimum ms between two updates of the load. */
const measuredMsMin = 1_000;

/** Working and idle time (ms) of an event loop since its start. */
interface LoopTimes {
  active: number;
  idle: number;
}

/**
 * Returns a function that measures the share of time (0 … 1) in which an event loop works. Each
 * value covers the time between two updates, at least 1 s.
 */
export function loadMeter(read: () => LoopTimes): () => number {
  let since = read();
  let load = 0;
  return () => {
    const times = read();
    const [active, idle] = [times.active - since.active, times.idle - since.idle];
    if (active + idle < measuredMsMin) return load;
    since = times;
    load = active / (active + idle);
    return load;
  };
}

export const instanceLoad = loadMeter(() => performance.eventLoopUtilization());
