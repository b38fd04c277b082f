import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api.ts';
import { dropPlace } from '../place-memory.ts';
import { useExpiredHold } from '../turn/expired-hold.ts';
import { onReturn } from '../waiting-room/on-return.ts';
import { type PolledPlace, pollKeptPlace } from '../waiting-room/poll-place.ts';
import { isForgettable, type Kept, keptFirst, type PlaceAt } from './kept.ts';

const answerMsMax = 15_000;
const keyOf = (concertId: number) => ['kept-place', concertId];

/** Polls at the server's interval, also in a hidden tab, because polls prove presence. */
function usePolledPlaces(concertIds: readonly number[]): PlaceAt[] {
  const { client } = api.useUtils();
  const queries = useQueryClient();
  useEffect(
    () => onReturn(() => void queries.invalidateQueries({ queryKey: ['kept-place'] })),
    [queries],
  );
  const polled = useQueries({
    queries: concertIds.map((concertId) => ({
      queryKey: keyOf(concertId),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        pollKeptPlace(
          () =>
            client.queue.status.query(
              { concertId },
              { signal: AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]) },
            ),
          queries.getQueryData<PolledPlace>(keyOf(concertId)),
        ),
      refetchInterval: ({ state }: { state: { data?: PolledPlace | undefined } }) =>
        state.data?.nextMs ?? false,
      refetchIntervalInBackground: true,
      refetchOnWindowFocus: false, // `onReturn` already polls on focus and on reconnect.
      refetchOnReconnect: false,
      networkMode: 'always' as const, // The browser may report a wrong network state.
      gcTime: 0, // A later visit must not show an old answer.
      retry: false,
    })),
  });
  return concertIds.map((concertId, at) => ({ concertId, polled: polled[at]?.data }));
}

interface KeptNow {
  kept: Kept | null;
  /** Asks the server again about hold and places, at the end of a countdown. */
  ask: () => void;
}

/** Returns the hold or the place to which the user can return, or null before the first answer. */
export function useKept(concertIds: readonly number[]): KeptNow {
  const queries = useQueryClient();
  const utils = api.useUtils();
  const places = usePolledPlaces(concertIds);
  const mine = api.reservation.mine.useQuery(undefined, { refetchOnMount: 'always' });
  const bookings = mine.isFetchedAfterMount ? mine.data : undefined;
  const held = bookings?.find(({ status }) => status === 'HELD') ?? null;
  const { expired } = useExpiredHold(held, bookings);
  // A place that ends may have ended by a payment in another tab.
  const states = places.map(({ polled }) => polled?.place?.state ?? '').join();
  useEffect(() => {
    if (states.includes('EXPIRED')) void utils.reservation.mine.invalidate();
  }, [states, utils]);
  const isKnown = bookings !== undefined && !mine.isFetching;
  // This device may lack the token of a place whose hold is live.
  const over = isKnown
    ? places.filter(
        (place) => place.concertId !== held?.concertId && isForgettable(place, bookings),
      )
    : [];
  const forgotten = over.map(({ concertId }) => concertId).join();
  useEffect(() => {
    for (const id of forgotten.split(',')) dropPlace(Number(id));
  }, [forgotten]);
  const first = keptFirst(places, held, expired);
  return {
    kept: first?.kind === 'ended' && (!isKnown || over.length > 0) ? null : first,
    ask: () => {
      void utils.reservation.mine.invalidate();
      void queries.invalidateQueries({ queryKey: ['kept-place'] });
    },
  };
}
