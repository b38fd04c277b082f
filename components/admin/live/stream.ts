import type { LiveMessage } from '#server/live/live.schema.ts';

interface Watcher {
  onMessage: (message: LiveMessage) => void;
  /** False while the stream is interrupted. */
  onConnected: (isConnected: boolean) => void;
  /** Called once, if the server refuses or ends the stream. */
  onRefused: () => void;
}

/**
 * Streams a concert, and the seats of a date. The browser reconnects by itself. Returns the end.
 * Reads the stream without tRPC's link, which would add 1 kB to the scripts of every page.
 */
export function watchConcert(
  { concertId, performanceId }: { concertId: number; performanceId: number | null },
  { onMessage, onConnected, onRefused }: Watcher,
): () => void {
  const input = JSON.stringify({ concertId, ...(performanceId !== null && { performanceId }) });
  const query = new URLSearchParams({ input });
  const stream = new EventSource(`/api/trpc/admin.live?${query.toString()}`);
  const end = () => {
    stream.close();
    onRefused();
  };
  stream.addEventListener('message', ({ data }: MessageEvent<string>) =>
    onMessage(JSON.parse(data) as LiveMessage),
  );
  // tRPC names the events for an error and for the end of a stream so.
  stream.addEventListener('serialized-error', end);
  stream.addEventListener('return', end);
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) onRefused();
    else onConnected(false);
  });
  return () => stream.close();
}
