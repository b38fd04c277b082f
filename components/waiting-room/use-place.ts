import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { onComingBack } from './on-return.ts';
import { placeNow, pollMs } from './live-place.ts';
import { useAsking, visitKey } from './use-poll-place.ts';
import { useNews } from './use-stats.ts';
import type { PlaceState } from '../place-state.ts';
import type { Visit } from './poll-place.ts';

/** Comes to a concert's line and stays in it, in a hidden tab too: asks when it is time, when told to, and on coming back. */
export function useVisit(concertId: number, lineOpensAt: string) {
  const queries = useQueryClient();
  const queryKey = useMemo(() => visitKey(concertId), [concertId]);
  const { visit, answeredAt, ask: askAnyway } = useAsking(concertId, lineOpensAt);
  // Whatever else is a reason to ask, the server is left alone for as long as it wants.
  const ask = useCallback(() => {
    const { data, dataUpdatedAt = 0 } = queries.getQueryState<Visit>(queryKey) ?? {};
    if (Date.now() - dataUpdatedAt >= (data?.retryAfterMs ?? 0)) void askAnyway();
  }, [queries, queryKey, askAnyway]);
  const news = useNews(concertId, visit?.place?.state === 'WAITING', ask);
  const place = visit === undefined ? null : placeNow(visit, news);
  const waitMs = visit === undefined ? false : pollMs(visit, news, place);
  useEffect(() => {
    if (waitMs === false) return;
    const leftMs = waitMs - (Date.now() - answeredAt);
    const timer = setTimeout(
      () => void askAnyway({ cancelRefetch: false }),
      Math.min(waitMs, leftMs),
    ); // whatever the clock was set to
    return () => clearTimeout(timer);
  }, [waitMs, answeredAt, askAnyway]);
  useEffect(() => onComingBack(ask), [ask]);
  return {
    visit: visit && { ...visit, place },
    /** Joins anew, at the end of the line. */
    again: () => void queries.resetQueries({ queryKey }),
    /** The place was given up; an answer that is still on its way is not waited for. */
    afterLeaving: async () => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData<Visit>(queryKey, (seen) =>
        seen?.place ? hasLeft(seen, seen.place) : seen,
      );
    },
  };
}

function hasLeft(seen: Visit, place: PlaceState): Visit {
  return {
    ...seen,
    place: { ...place, state: 'EXPIRED', position: 0 },
    left: true,
    trouble: null,
    nextMs: false,
    retryAfterMs: 0,
  };
}
