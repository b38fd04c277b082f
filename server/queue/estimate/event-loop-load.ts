import { performance } from 'node:perf_hooks';

/** The load is updated after so long. */
const measuredMsMin = 1_000;

/** Ms that an event loop has worked and waited since it began. */
interface LoopTimes {
  active: number;
  idle: number;
}

/**
 * The share of time (0 … 1) in which a loop worked since the reading before, a second ago or
 * longer.
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
