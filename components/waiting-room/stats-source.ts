import { tabLocks } from '../storage.ts';
import { type StatsListener, pollStats } from './stats-poll.ts';
import { openStatsStream } from './stats-stream.ts';

/**
 * Leaves most connections free, because a browser opens at most six HTTP/1.1 connections per site.
 */
const streamsMax = 2;

/**
 * Calls `begin` when a stream slot is free. Keeps the slot until `closing` aborts. Each slot is a
 * Web Lock, because the browser always releases a lock when its tab closes. Without Web Locks
 * (plain http, old browsers, blocked storage), a tab gets no stream.
 */
async function withStreamSlot(begin: () => void, closing: AbortSignal): Promise<void> {
  const locks = tabLocks();
  if (locks === null) return;
  const waiting = new AbortController();
  closing.addEventListener('abort', () => waiting.abort());
  const hold = () => {
    // Releases the slot if the tab is closing or already has another slot.
    if (waiting.signal.aborted) return;
    waiting.abort();
    begin();
    return new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve()));
  };
  const slots = Array.from({ length: streamsMax }, (_, slot) =>
    locks.request(`jari-stream-${String(slot)}`, { signal: waiting.signal }, hold),
  );
  // If the browser refuses a lock, polling continues.
  await Promise.allSettled(slots);
}

/**
 * Streams a queue's public stats if a stream slot is free, and otherwise polls the stats. The
 * returned function stops the reports.
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
  // Closes connections on `pagehide`, because the back-forward cache excludes pages with open
  // connections.
  window.addEventListener('pagehide', () => stop(), { signal: closing.signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && (stop = start()), {
    signal: closing.signal,
  });
  return () => {
    closing.abort();
    stop();
  };
}
