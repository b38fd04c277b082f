import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#components/api.ts';
import { serverClock } from '#components/server-clock.tsx';
import { type Visit, visit } from './visit.ts';

const answerMostMs = 15_000;

/** Comes to a concert's line and stays in it: joins, then asks as often as the server says, in a hidden tab too. */
export function useVisit(concertId: number, lineOpensAt: string) {
  const { client } = api.useUtils();
  const queries = useQueryClient();
  const queryKey = ['visit', concertId];

  const step = (closing: AbortSignal): Promise<Visit> => {
    const options = { signal: AbortSignal.any([closing, AbortSignal.timeout(answerMostMs)]) };
    return visit(
      {
        join: () => client.queue.join.mutate({ concertId }, options),
        status: () => client.queue.status.query({ concertId }, options),
        msUntilOpen: async () => {
          const offset = await queries.query({ ...serverClock, staleTime: 'static' }).catch(() => 0); // then by the device's clock
          return Date.parse(lineOpensAt) - Date.now() - offset;
        },
      },
      queries.getQueryData<Visit>(queryKey),
    );
  };
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => step(signal),
    refetchInterval: ({ state }) => state.data?.nextMs ?? false,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: 'always',
    refetchOnReconnect: 'always',
    networkMode: 'always', // what the browser thinks of the network is not the last word
    gcTime: 0, // whoever comes again joins again
    retry: false,
  });
  return {
    visit: data,
    /** Joins anew, at the end of the line. */
    again: () => void queries.resetQueries({ queryKey }),
    /** The place was given up; an answer that is still on its way is not waited for. */
    afterLeaving: async () => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData<Visit>(queryKey, (seen) => (seen?.place ? hasLeft(seen, seen.place) : seen));
    },
  };
}

function hasLeft(seen: Visit, place: NonNullable<Visit['place']>): Visit {
  return { ...seen, place: { ...place, state: 'EXPIRED', position: 0 }, left: true, trouble: null, nextMs: false };
}
