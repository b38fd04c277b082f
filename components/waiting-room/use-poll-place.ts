import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useRememberPlace } from '../place-memory.ts';
import { serverNow } from '../server-clock.tsx';
import { type PolledPlace, pollPlace } from './poll-place.ts';

const answerMsMax = 15_000;

export const placeKey = (concertId: number) => ['place', concertId];

/** Reads the cache directly, for callers outside rendering. */
export function lastPolled(queries: QueryClient, concertId: number): PolledPlace | undefined {
  return queries.getQueryData<PolledPlace>(placeKey(concertId));
}

/**
 * Polls only when the caller runs `poll`. Joins if the user has no place. A new poll cancels the
 * running poll unless `cancelRefetch` is false.
 */
export function usePollPlace(concertId: number, lineOpensAt: string) {
  const { client } = api.useUtils();
  const queries = useQueryClient();

  const step = (closing: AbortSignal): Promise<PolledPlace> => {
    const options = { signal: AbortSignal.any([closing, AbortSignal.timeout(answerMsMax)]) };
    return pollPlace(
      {
        join: () => client.queue.join.mutate({ concertId }, options),
        status: () => client.queue.status.query({ concertId }, options),
        msUntilOpen: async () => {
          const { earliestMs, latestMs } = await serverNow();
          return Date.parse(lineOpensAt) - (earliestMs + latestMs) / 2;
        },
      },
      lastPolled(queries, concertId),
    );
  };
  const { data, dataUpdatedAt, refetch } = useQuery({
    queryKey: placeKey(concertId),
    queryFn: ({ signal }) => step(signal),
    refetchOnWindowFocus: false, // `onReturn` already polls on focus and on reconnect.
    refetchOnReconnect: false,
    networkMode: 'always', // The browser may report a wrong network state.
    gcTime: 0, // A later visit must not show an old answer.
    retry: false,
  });
  useRememberPlace(concertId, data?.place?.state);
  return { polled: data, answeredAt: dataUpdatedAt, poll: refetch };
}
