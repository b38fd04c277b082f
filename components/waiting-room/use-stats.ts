import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PublicStats } from './stats.ts';
import { subscribeToStats } from './stats-source.ts';
import { earlyPollMs, addStats, type StatsSincePoll, noStats } from './live-place.ts';
import { lastPolled } from './use-poll-place.ts';

/**
 * Receives public stats while the user waits. Polls early if the stats require a poll. `statsAt` is
 * the time of the latest stats by `performance.now`, or null before the first.
 */
export function useStats(
  concertId: number,
  waits: boolean,
  poll: () => unknown,
): { stats: StatsSincePoll; statsAt: number | null } {
  const queries = useQueryClient();
  const [stats, setStats] = useState(noStats);
  const [statsAt, setStatsAt] = useState<number | null>(null);
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
        setStatsAt(performance.now());
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
  return { stats, statsAt };
}
