import type { StatsListener } from './stats-poll.ts';
import { parseStats } from './stats.schema.ts';

/** A stats comes with each change, and so every second where there is a crowd: a stream silent for so long may have died unnoticed. */
const silenceMs = 90_000;
/** Where the stream is refused outright the browser does not try again by itself. */
const reopenMs = 15_000;

/** Listens until it is closed, over whatever happens to the connection. */
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
