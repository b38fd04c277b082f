import type { StatsListener } from './stats-poll.ts';
import { parseStats } from './stats.ts';

/**
 * Silence after which the client reopens a stream, because the connection may be dead. Stats arrive
 * after each change, every second in a busy queue.
 */
const silenceMs = 90_000;
/** Delay before the client reopens a refused stream, which the browser leaves closed. */
const reopenMs = 15_000;

/** Reopens the stream after a failure. The returned function closes the stream. */
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
