'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink, httpLink, splitLink } from '@trpc/client';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from './api.ts';
import { createQueryClient } from './query-client.ts';
import { keepTitleOn } from './turn/kept-title.ts';

const url = '/api/trpc';

function createClient() {
  return api.createClient({
    links: [
      splitLink({
        // The poll goes alone: one answer from memory, never behind a slower neighbour.
        condition: ({ path }) => path === 'queue.status',
        true: httpLink({ url }),
        false: httpBatchLink({ url, maxItems: 10 }),
      }),
    ],
  });
}

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(createClient);
  useEffect(keepTitleOn, []);
  return (
    <api.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </api.Provider>
  );
}
