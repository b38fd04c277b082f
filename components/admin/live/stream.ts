import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import type { AppRouter } from '#server/trpc/root.ts';
import type { LiveMessage } from '#server/live/live.schema.ts';

/** A client of its own, so that only the console loads the code of streams. */
const client = createTRPCClient<AppRouter>({
  links: [httpSubscriptionLink({ url: '/api/trpc' })],
});

interface Watcher {
  onMessage: (message: LiveMessage) => void;
  /** False while the stream is interrupted. */
  onConnected: (isConnected: boolean) => void;
  /** Called once, if the server refuses the stream. */
  onRefused: () => void;
}

/** Streams a concert, and the seats of a date. The browser reconnects by itself. Returns the end. */
export function watchConcert(
  { concertId, performanceId }: { concertId: number; performanceId: number | null },
  { onMessage, onConnected, onRefused }: Watcher,
): () => void {
  const stream = client.admin.live.subscribe(
    { concertId, ...(performanceId !== null && { performanceId }) },
    {
      onData: onMessage,
      onConnectionStateChange: ({ state }) => {
        if (state !== 'pending') onConnected(false);
      },
      onError: onRefused,
    },
  );
  return () => stream.unsubscribe();
}
