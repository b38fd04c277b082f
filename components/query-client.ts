import {
  defaultShouldDehydrateQuery,
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryState,
} from '@tanstack/react-query';
import { retryDelayMs } from './network/retry-delay.ts';
import { isOutcomeUnknown, isRetryable } from './network/is-retryable.ts';

/** The delay after four failures, 4 s, in addition to the retries of each read. */
const rereadFailures = 4;

/**
 * Reads a failed query again until it succeeds, so that its notice ends with its cause. No jitter:
 * react-query restarts an interval that changes between renders.
 */
export function rereadMs({
  status,
  error,
}: Pick<QueryState<unknown, unknown>, 'status' | 'error'>): number | false {
  return status === 'error' && isRetryable(error) ? retryDelayMs(rereadFailures, error, 0) : false;
}

/**
 * Retries only errors with an unknown outcome. `onError` receives every failed query and mutation.
 */
export function createQueryClient(
  onError: (error: unknown) => void = () => undefined,
): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && isOutcomeUnknown(error),
        retryDelay: (failures, error) => retryDelayMs(failures + 1, error),
        refetchInterval: ({ state }) => rereadMs(state),
      },
      // Paused mutations would run later, when the user no longer expects them.
      mutations: { networkMode: 'always' },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
