import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient, type QueryState } from '@tanstack/react-query';
import { retryDelayMs } from './retry-delay.ts';
import { unanswered, undecided } from './turn/unanswered.ts';

/** As after so many failures: every 4 s, besides the retries of each reading. */
const readAgainAfter = 4;

/**
 * Reads a failed query again until it succeeds, so that its notice ends with its cause. No jitter: an interval that changes with
 * a rendering restarts.
 */
export function readAgainMs({ status, error }: Pick<QueryState<unknown, unknown>, 'status' | 'error'>): number | false {
  return status === 'error' && undecided(error) ? retryDelayMs(readAgainAfter, error, 0) : false;
}

/** Retries only errors that can pass by themselves: a refusal is an answer. `onError` hears of every failed query and mutation. */
export function createQueryClient(onError: (error: unknown) => void = () => undefined): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && unanswered(error),
        retryDelay: (failures, error) => retryDelayMs(failures + 1, error),
        refetchInterval: ({ state }) => readAgainMs(state),
      },
      // A press that waits for the network in silence would be carried out when nobody expects it any more.
      mutations: { networkMode: 'always' },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
