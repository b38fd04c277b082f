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

/** Everybody who watches a line at this instance. main.ts ends them first of all. */
export const queueStatsStreams = new SseHub((concertId, tell) =>
  subscribeToStats({ db: db(), redis: redis() }, concertId, (board) =>
    tell(JSON.stringify(statsReply.parse(board))),
  ),
);

new Gauge({
  name: 'jari_board_watchers',
  help: 'Connections that are sent the board of a line as server-sent events.',
  registers: [registry],
  collect() {
    this.set(queueStatsStreams.watchers);
  },
});
new Counter({
  name: 'jari_board_events_total',
  help: 'Events of the board that were handed to connections.',
  registers: [registry],
  collect() {
    this.reset();
    this.inc(queueStatsStreams.delivered);
  },
});

/** Whether a request prefers server-sent events to JSON, by the q-values of its Accept header (RFC 9110, 12.5.1). */
export function asksForEvents({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return (
    new Negotiator({ headers }).mediaType(['application/json', 'text/event-stream']) ===
    'text/event-stream'
  );
}

/** Answers with the board as it stands, and with each change of it from then on. Refusals: TRY_AGAIN, TOO_MANY_REQUESTS. */
export function streamQueueStats(
  board: StatsReply,
  req: Pick<IncomingMessage, 'method' | 'headers'> & Parameters<typeof clientOf>[0],
  res: ServerResponse,
): void {
  if (req.method === 'HEAD') {
    writeHead(res);
    res.end();
    return;
  }
  // Where calls are not counted by address, all may come from one: by way of a balancer that nobody has told us of.
  const network = env().ADDRESS_LIMIT_PER_MINUTE === 0 ? null : networkOf(clientOf(req).client);
  queueStatsStreams.add(board.concertId, JSON.stringify(board), res, network);
}
