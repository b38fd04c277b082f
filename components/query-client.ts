import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { retryDelayMs } from './retry-delay.ts';
import { unanswered } from './turn/unanswered.ts';

/** As after so many failures: every 4 s at most, besides the retries of each reading. */
const readAgainAfter = 4;

/** Refusals are answers: only what may pass by itself is tried again. `onError` is told of every failed query and mutation. */
export function createQueryClient(onError: (error: unknown) => void = () => undefined): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && unanswered(error),
        retryDelay: (failures, error) => retryDelayMs(failures + 1, error),
        // A notice ends with its cause: what could not be read is read again until it can be.
        // Without chance: an interval that differed at each rendering would begin anew at each.
        refetchInterval: ({ state: { status, error } }) =>
          status === 'error' && unanswered(error) ? retryDelayMs(readAgainAfter, error, 0) : false,
      },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
