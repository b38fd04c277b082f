import { tabLocks } from '../storage.ts';
import { type StatsListener, pollStats } from './stats-poll.ts';
import { openStatsStream } from './stats-stream.ts';

/** Over HTTP/1.1 a browser has six connections to a site, for all its tabs: streams must leave most of them free. */
const streamsMax = 2;

/**
 * Calls `begin` once the browser has a stream left for this tab, and keeps that stream this tab's until `closing`. Only Web Locks
 * end with their tab whatever happens to it. A browser without them (plain http, an old one) or with storage blocked gets no stream.
 */
async function withStreamSlot(begin: () => void, closing: AbortSignal): Promise<void> {
  const locks = tabLocks();
  if (locks === null) return;
  const waiting = new AbortController();
  closing.addEventListener('abort', () => waiting.abort());
  const hold = () => {
    if (waiting.signal.aborted) return; // this tab closes, or got another slot in the same moment
    waiting.abort();
    begin();
    return new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve()));
  };
  const slots = Array.from({ length: streamsMax }, (_, slot) =>
    locks.request(`jari-stream-${String(slot)}`, { signal: waiting.signal }, hold),
  );
  await Promise.allSettled(slots); // a refused lock is one that this tab never gets: it goes on polling
}

/** Tells the statistics of a concert's line until the returned function is called: by a stream, or by polls while there is none. */
export function subscribeToStats(concertId: number, listener: StatsListener): () => void {
  const url = `/api/queue/${String(concertId)}/board`;
  const start = () => {
    const streaming = new AbortController();
    let stop = pollStats(url, listener);
    const stream = () => {
      stop();
      stop = openStatsStream(url, listener);
    };
    if (typeof EventSource !== 'undefined') void withStreamSlot(stream, streaming.signal);
    return () => {
      stop();
      streaming.abort();
    };
  };
  let stop = start();
  const closing = new AbortController();
  // A page that is put away is kept whole only without open connections, and may come back.
  window.addEventListener('pagehide', () => stop(), { signal: closing.signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && (stop = start()), {
    signal: closing.signal,
  });
  return () => {
    closing.abort();
    stop();
  };
}
