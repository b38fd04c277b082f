import { tabLocks } from '../storage.ts';
import { type StatsListener, pollStats } from './stats-poll.ts';
import { openStatsStream } from './stats-stream.ts';

/**
 * Over HTTP/1.1 a browser has six connections to a site for all tabs, so streams must leave most of
 * them free.
 */
const streamsMax = 2;

/**
 * Calls `begin` when the browser has a free stream slot, and keeps the slot until `closing`. Slots
 * are Web Locks, because only these end with their tab in every case. Without them (plain http, old
 * browsers, blocked storage) a tab gets no stream.
 */
async function withStreamSlot(begin: () => void, closing: AbortSignal): Promise<void> {
  const locks = tabLocks();
  if (locks === null) return;
  const waiting = new AbortController();
  closing.addEventListener('abort', () => waiting.abort());
  const hold = () => {
    // The tab is closing, or got another slot at the same moment.
    if (waiting.signal.aborted) return;
    waiting.abort();
    begin();
    return new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve()));
  };
  const slots = Array.from({ length: streamsMax }, (_, slot) =>
    locks.request(`jari-stream-${String(slot)}`, { signal: waiting.signal }, hold),
  );
  await Promise.allSettled(slots); // a refused lock never arrives, so polling continues
}

/**
 * Reports a queue's public stats until the returned function is called: by a stream if possible,
 * otherwise by polls.
 */
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
  // Browsers keep a page for going back only if it has no open connections.
  window.addEventListener('pagehide', () => stop(), { signal: closing.signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && (stop = start()), {
    signal: closing.signal,
  });
  return () => {
    closing.abort();
    stop();
  };
}
