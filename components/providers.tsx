'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink, httpLink, splitLink } from '@trpc/client';
import { type ReactNode, useEffect, useState } from 'react';
import { splitLanguage } from '#server/config/languages.schema.ts';
import { api } from './api.ts';
import { withoutDirection } from './network/without-direction.ts';
import { createQueryClient } from './query-client.ts';
import { SessionContext } from './session/session-gate.tsx';
import { createSessionWatch, type SessionWatch, type Viewer } from './session/session-watch.ts';
import { restorePinnedTitle } from './pinned-title.ts';

const url = '/api/trpc';

function createClient(session: () => SessionWatch) {
  // Sends the document's user, so that the server refuses calls with another user's session.
  const headers = () => {
    const viewer = session().viewer();
    return typeof viewer === 'string' ? { 'x-jari-viewer': viewer } : {};
  };
  return api.createClient({
    links: [
      withoutDirection,
      splitLink({
        // Excludes the poll from batches, because a slower call in a batch delays the poll's
        // answer.
        condition: ({ path }) => path === 'queue.status',
        true: httpLink({ url, headers }),
        false: httpBatchLink({ url, headers, maxItems: 10 }),
      }),
    ],
  });
}

function createSession(viewer: Viewer) {
  const client = createClient(() => session);
  const session = createSessionWatch(
    {
      path: () => splitLanguage(window.location.pathname).path,
      reload: () => window.location.reload(),
      ask: () => client.account.me.query(),
    },
    viewer,
  );
  return { client, session, queryClient: createQueryClient(session.failed) };
}

/** `viewer` is the user for whom the server rendered this document. */
export function Providers({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const [{ client, session, queryClient }] = useState(() => createSession(viewer));
  useEffect(restorePinnedTitle, []);
  useEffect(() => {
    if (viewer !== undefined) session.heard(viewer);
  }, [viewer, session]);
  return (
    <api.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>
        <SessionContext value={session}>{children}</SessionContext>
      </QueryClientProvider>
    </api.Provider>
  );
}
