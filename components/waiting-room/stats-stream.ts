import type { StatsListener } from './stats-poll.ts';
import { parseStats } from './stats.schema.ts';

/**
 * Stats arrive with each change, every second in a busy queue. A stream that is silent this long
 * may be dead.
 */
const silenceMs = 90_000;
/** The browser does not reopen a stream that was refused. */
const reopenMs = 15_000;

/** Listens until the returned function is called, and reopens broken streams. */
export function openStatsStream(url: string, { received, interrupted }: StatsListener): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reopenIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(reopen, ms * (1 + 0.5 * Math.random()));
  };
  const open = () => {
    source = new EventSource(url);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const stats = parseStats(data);
      if (stats === null) return;
      reopenIn(silenceMs);
      received(stats);
    };
    source.onerror = () => {
      interrupted();
      if (source.readyState === EventSource.CLOSED) reopenIn(reopenMs);
    };
    reopenIn(silenceMs);
  };
  const reopen = () => {
    source.close();
    interrupted();
    open();
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
    interrupted();
  };
}
