import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { Counter, Gauge } from 'prom-client';
import { networkOf } from '../rate-limit/ip-network.ts';
import { db } from '../database/db.ts';
import { env } from '../config/env.ts';
import { watchBoard } from '../queue/snapshot/queue-snapshot.ts';
import { redis } from '../redis/redis.ts';
import { type BoardReply, boardReply } from '../rest/queue.ts';
import { Broadcast, writeHead } from './sse-hub.ts';
import { registry } from '../config/metrics-registry.ts';
import { peerOf } from '../request/client-address.ts';

/** Everybody who watches a line at this instance. main.ts ends them first of all. */
export const boards = new Broadcast((concertId, tell) =>
  watchBoard({ db: db(), redis: redis() }, concertId, (board) => tell(JSON.stringify(boardReply.parse(board)))),
);

new Gauge({
  name: 'jari_board_watchers',
  help: 'Connections that are sent the board of a line as server-sent events.',
  registers: [registry],
  collect() {
    this.set(boards.watchers);
  },
});
new Counter({
  name: 'jari_board_events_total',
  help: 'Events of the board that were handed to connections.',
  registers: [registry],
  collect() {
    this.reset();
    this.inc(boards.delivered);
  },
});

/** Whether a request prefers server-sent events to JSON, by the q-values of its Accept header (RFC 9110, 12.5.1). */
export function asksForEvents({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return new Negotiator({ headers }).mediaType(['application/json', 'text/event-stream']) === 'text/event-stream';
}

/** Answers with the board as it stands, and with each change of it from then on. Refusals: TRY_AGAIN, TOO_MANY_REQUESTS. */
export function sendBoards(
  board: BoardReply,
  req: Pick<IncomingMessage, 'method' | 'headers'> & Parameters<typeof peerOf>[0],
  res: ServerResponse,
): void {
  if (req.method === 'HEAD') {
    writeHead(res);
    res.end();
    return;
  }
  // Where calls are not counted by address, all may come from one: by way of a balancer that nobody has told us of.
  const network = env().ADDRESS_LIMIT_PER_MINUTE === 0 ? null : networkOf(peerOf(req).client);
  boards.add(board.concertId, JSON.stringify(board), res, network);
}
