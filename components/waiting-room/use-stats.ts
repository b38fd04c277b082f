import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PublicStats } from './stats.ts';
import { subscribeToStats } from './stats-source.ts';
import { earlyPollMs, addStats, type StatsSincePoll, noStats } from './live-place.ts';
import { lastPolled } from './use-poll-place.ts';

/** Receives public stats while the user waits. Polls early if the stats require a poll. */
export function useStats(concertId: number, waits: boolean, poll: () => unknown): StatsSincePoll {
  const queries = useQueryClient();
  const [since, setStats] = useState(noStats);
  useEffect(() => {
    if (!waits) return;
    let before: PublicStats | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pollAt = Infinity;
    const pollIn = (ms: number) => {
      if (performance.now() + ms >= pollAt) return;
      clearTimeout(timer);
      pollAt = performance.now() + ms;
      timer = setTimeout(() => {
        pollAt = Infinity;
        poll();
      }, ms);
    };
    const stop = subscribeToStats(concertId, {
      received: (stats) => {
        const seen = lastPolled(queries, concertId);
        if (!seen?.place) return;
        setStats((since) => addStats(since, seen.answers, stats));
        const ms = earlyPollMs(seen.place, before, stats, Math.random());
        if (ms !== null) pollIn(ms);
        before = stats;
      },
      interrupted: () => setStats((since) => ({ ...since, isConnected: false })),
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [waits, concertId, poll, queries]);
  return since;
}
