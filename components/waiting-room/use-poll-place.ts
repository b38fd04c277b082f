import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { serverNow } from '../server-clock.tsx';
import { type PolledPlace, pollPlace } from './poll-place.ts';

const answerMsMax = 15_000;

export const placeKey = (concertId: number) => ['place', concertId];

/** How it stands by the last answer, outside rendering. */
export function lastPolled(queries: QueryClient, concertId: number): PolledPlace | undefined {
  return queries.getQueryData<PolledPlace>(placeKey(concertId));
}

/**
 * Comes to a concert's line: joins without a place, and asks how it stands each time that `ask` is called. One asking is on its way at a time: a new
 * one drops the one before, whose answer is not read any more, or joins it (`cancelRefetch: false`).
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
    refetchOnWindowFocus: false, // what these two see, and more, onComingBack does
    refetchOnReconnect: false,
    networkMode: 'always', // what the browser thinks of the network is not the last word
    gcTime: 0, // what was known of an earlier polled is asked anew
    retry: false,
  });
  return { polled: data, answeredAt: dataUpdatedAt, poll: refetch };
}
