import { type PublicStats, parseStats } from './stats.ts';

export interface StatsListener {
  received: (stats: PublicStats) => void;
  /** Reports that no stats arrive before the next call of `received`. */
  interrupted: () => void;
}

/** The server updates the stats once a second, so a change appears within two seconds. */
const pollMs = 1_000;
const answerMsMax = 5_000;
const failedMsMax = 15_000;

const jitter = () => 0.9 + 0.2 * Math.random();

/**
 * Polls the stats every second while the tab is visible. The returned function stops the polls.
 * Polls occupy a connection only briefly, so that many tabs can share the browser's connections.
 * Failed polls and `Retry-After` lengthen the interval.
 */
export function pollStats(url: string, { received, interrupted }: StatsListener): () => void {
  const closing = new AbortController();
  const isClosed = () => closing.signal.aborted;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isAsking = false;
  // Earliest time of the next poll, by `performance.now`.
  let notBefore = 0;
  const isSeen = () => document.visibilityState === 'visible';
  const pollIn = (ms: number) => {
    clearTimeout(timer);
    if (isSeen()) timer = setTimeout(() => void poll(), ms * jitter());
    else interrupted();
  };
  const poll = async () => {
    if (isAsking || isClosed()) return;
    isAsking = true;
    const { stats, waitMs } = await fetchStats(url, closing.signal);
    isAsking = false;
    if (isClosed()) return;
    failures = stats === null ? failures + 1 : 0;
    notBefore = performance.now() + waitMs;
    if (stats === null) interrupted();
    else received(stats);
    pollIn(Math.max(waitMs, Math.min(failedMsMax, pollMs * 2 ** failures)));
  };
  document.addEventListener(
    'visibilitychange',
    () => pollIn(Math.max(0, notBefore - performance.now())),
    {
      signal: closing.signal,
    },
  );
  pollIn(pollMs);
  return () => {
    closing.abort();
    clearTimeout(timer);
    interrupted();
  };
}

/**
 * `stats` is null if the response has no valid stats. `waitMs` is the server's Retry-After in ms.
 */
async function fetchStats(
  url: string,
  closing: AbortSignal,
): Promise<{ stats: PublicStats | null; waitMs: number }> {
  const ending = new AbortController();
  const end = () => ending.abort();
  closing.addEventListener('abort', end);
  const timer = setTimeout(end, answerMsMax);
  try {
    const answer = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: ending.signal,
    });
    const seconds = Number(answer.headers.get('retry-after') ?? 0);
    const stats = answer.ok ? parseStats(await answer.text()) : null;
    return { stats, waitMs: Number.isFinite(seconds) ? seconds * 1_000 : 0 };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException)
      // `fetch` throws a TypeError offline, and a DOMException after an abort.
      return { stats: null, waitMs: 0 };
    throw error;
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', end);
  }
}
