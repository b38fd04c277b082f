import type { ServerResponse } from 'node:http';
import { Gauge } from 'prom-client';
import { registry } from '../config/metrics-registry.ts';
import { ping } from '../trpc/subscription.ts';
import { endStreams, writeHead } from './sse-hub.ts';

/** Unsent bytes above which a connection is destroyed: some maps of a performance. */
const unreadBytesMax = 256 * 1024;
const silenceMsMax = 15_000;

const open = new Set<ServerResponse>();
let isEnding = false;

new Gauge({
  name: 'jari_console_streams',
  help: 'Streams of consoles at this instance.',
  registers: [registry],
  collect() {
    this.set(open.size);
  },
});

/**
 * Writes the events of a subscription until they end or the client disconnects. Never waits for a
 * slow client: destroys its connection instead.
 */
export async function streamEvents(
  events: AsyncGenerator<string, void>,
  res: ServerResponse,
): Promise<void> {
  if (isEnding || res.destroyed) return void res.destroy();
  writeHead(res);
  open.add(res);
  const write = (event: string): void => {
    if (res.writableEnded) return;
    res.write(event);
    if (res.writableLength > unreadBytesMax) res.destroy();
  };
  const heartbeat = setInterval(() => write(ping), silenceMsMax).unref();
  try {
    for await (const event of events) write(event);
  } finally {
    clearInterval(heartbeat);
    open.delete(res);
    if (!res.writableEnded) res.end();
  }
}

/** Ends all streams, and refuses new ones. The clients reconnect after a random time. */
export function endSubscriptions(): void {
  isEnding = true;
  endStreams([...open]);
}
