import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { Counter, Gauge } from 'prom-client';
import { networkOf } from '../rate-limit/ip-network.ts';
import { db } from '../database/db.ts';
import { env } from '../config/env.ts';
import { subscribeToStats } from '../queue/snapshot/queue-snapshot.ts';
import { redis } from '../redis/redis.ts';
import { type StatsReply, statsReply } from '../rest/queue.ts';
import { SseHub, writeHead } from './sse-hub.ts';
import { registry } from '../config/metrics-registry.ts';
import { clientOf } from '../request/client-address.ts';

/**
 * Streams of public stats at this instance. At shutdown, main.ts ends the streams before draining
 * the server, because a stream never ends by itself.
 */
export const queueStatsStreams = new SseHub((concertId, publish) =>
  subscribeToStats({ db: db(), redis: redis() }, concertId, (stats) =>
    publish(JSON.stringify(statsReply.parse(stats))),
  ),
);

new Gauge({
  name: 'jari_board_watchers',
  help: 'Connections that receive the stats of a queue as server-sent events.',
  registers: [registry],
  collect() {
    this.set(queueStatsStreams.connections);
  },
});
new Counter({
  name: 'jari_board_events_total',
  help: 'Server-sent events of queue stats written to connections.',
  registers: [registry],
  collect() {
    this.reset();
    this.inc(queueStatsStreams.delivered);
  },
});

/**
 * Compares the q-values of the Accept header (RFC 9110, 12.5.1). Returns true if the client prefers
 * server-sent events to JSON.
 */
export function asksForEvents({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return (
    new Negotiator({ headers }).mediaType(['application/json', 'text/event-stream']) ===
    'text/event-stream'
  );
}

/** Sends the current public stats, then each change. Refusals: TRY_AGAIN, TOO_MANY_REQUESTS. */
export function streamQueueStats(
  stats: StatsReply,
  req: Pick<IncomingMessage, 'method' | 'headers'> & Parameters<typeof clientOf>[0],
  res: ServerResponse,
): void {
  if (req.method === 'HEAD') {
    writeHead(res);
    res.end();
    return;
  }
  // Skips the limit per network if the address limit is off, because all clients can then share a
  // load balancer's address.
  const network = env().ADDRESS_LIMIT_PER_MINUTE === 0 ? null : networkOf(clientOf(req).client);
  queueStatsStreams.add(stats.concertId, JSON.stringify(stats), res, network);
}
