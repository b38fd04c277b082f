import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query';
import { refusalOf } from './errors.ts';

/** Refusals are answers: only what may pass by itself is tried again. */
function mayPass(error: unknown): boolean {
  return ['OFFLINE', 'TRY_AGAIN', 'INTERNAL'].includes(refusalOf(error).code);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 2_000, retry: (failures, error) => failures < 2 && mayPass(error) },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
