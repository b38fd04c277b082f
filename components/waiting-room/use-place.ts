import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { onReturn } from './on-return.ts';
import { livePlace, nextPollMs } from './live-place.ts';
import { usePollPlace, placeKey } from './use-poll-place.ts';
import { useStats } from './use-stats.ts';
import type { PlaceState } from '../place-state.ts';
import type { PolledPlace } from './poll-place.ts';

/**
 * Polls the place also in a hidden tab, because polls prove presence. Polls on schedule, on
 * relevant stats, and on the user's return.
 */
export function usePlace(concertId: number, lineOpensAt: string) {
  const queries = useQueryClient();
  const queryKey = useMemo(() => placeKey(concertId), [concertId]);
  const { polled, answeredAt, poll } = usePollPlace(concertId, lineOpensAt);
  // Every early poll respects the server's Retry-After.
  const pollWhenAllowed = useCallback(() => {
    const { data, dataUpdatedAt = 0 } = queries.getQueryState<PolledPlace>(queryKey) ?? {};
    if (Date.now() - dataUpdatedAt >= (data?.retryAfterMs ?? 0)) void poll();
  }, [queries, queryKey, poll]);
  const { stats, statsAt } = useStats(
    concertId,
    polled?.place?.state === 'WAITING',
    pollWhenAllowed,
  );
  const place = polled === undefined ? null : livePlace(polled, stats);
  const waitMs = polled === undefined ? false : nextPollMs(polled, stats, place);
  useEffect(() => {
    if (waitMs === false) return;
    const leftMs = waitMs - (Date.now() - answeredAt);
    // Limits the delay to `waitMs`, because a change of the device's clock can make `leftMs`
    // larger.
    const timer = setTimeout(() => void poll({ cancelRefetch: false }), Math.min(waitMs, leftMs));
    return () => clearTimeout(timer);
  }, [waitMs, answeredAt, poll]);
  useEffect(() => onReturn(pollWhenAllowed), [pollWhenAllowed]);
  return {
    polled: polled && { ...polled, place },
    statsAt,
    /** Joins again, at the end of the queue. */
    again: () => void queries.resetQueries({ queryKey }),
    /** Drops an answer in flight, because the answer may still contain the ended place. */
    afterLeaving: async () => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData<PolledPlace>(queryKey, (seen) =>
        seen?.place ? hasLeft(seen, seen.place) : seen,
      );
    },
  };
}

function hasLeft(seen: PolledPlace, place: PlaceState): PolledPlace {
  return {
    ...seen,
    place: { ...place, state: 'EXPIRED', position: 0 },
    left: true,
    trouble: null,
    nextMs: false,
    retryAfterMs: 0,
  };
}
