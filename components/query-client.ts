import {
  defaultShouldDehydrateQuery,
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryState,
} from '@tanstack/react-query';
import { retryDelayMs } from './network/retry-delay.ts';
import { isOutcomeUnknown, isRetryable } from './network/is-retryable.ts';

/**
 * Assumed number of failures, which sets a delay of 4 s between rereads. Each reread has its own
 * retries.
 */
const rereadFailures = 4;

/**
 * Interval of the pages that show a change by staff within 2 s, two requests included. Few pages
 * poll so often: a turn has a capacity, and a date has at most 50 reservations.
 */
export const staffChangePollMs = 1_000;

/**
 * Returns the delay in ms before a failed query runs again, or false if a repeat is useless.
 * Repeats a failed query, so that its failure notice disappears after an outage. Adds no jitter,
 * because react-query restarts an interval that changes between renders.
 */
export function rereadMs({
  status,
  error,
}: Pick<QueryState<unknown, unknown>, 'status' | 'error'>): number | false {
  return status === 'error' && isRetryable(error) ? retryDelayMs(rereadFailures, error, 0) : false;
}

/**
 * Retries a failed query at most twice, and only if its outcome is unknown. `onError` receives the
 * error of every failed query and mutation.
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
      // Runs mutations even offline, because the user does not expect a paused mutation to run
      // later.
      mutations: { networkMode: 'always' },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
