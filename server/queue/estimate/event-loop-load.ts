import { performance } from 'node:perf_hooks';

/** The load is told anew once it was measured for so long. */
const measuredMsMin = 1_000;

/** How long an event loop has worked and has waited for work, in ms, since it began. */
interface LoopTimes {
  active: number;
  idle: number;
}

/** Tells what share of its time (0 … 1) a loop has worked: over the time between two questions, a second or longer. */
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

/** How busy this instance is. */
export const instanceLoad = loadMeter(() => performance.eventLoopUtilization());
