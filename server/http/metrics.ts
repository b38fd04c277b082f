import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram } from 'prom-client';
import { registry } from '../config/metrics-registry.ts';
import { snapshots } from '../queue/snapshot/queue-snapshot.ts';
import { queueMetrics } from '../queue/metrics.ts';

collectDefaultMetrics({ register: registry });
const requests = new Histogram({
  name: 'jari_http_request_seconds',
  help: 'Time to answer, by kind of request and status.',
  labelNames: ['kind', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});
const polls = new Counter({
  name: 'jari_polls_total',
  help: 'Polls of the line that were answered: from memory, or in turn, by way of its store.',
  labelNames: ['by'],
  registers: [registry],
});
const pollsBy = { memory: polls.labels('memory'), store: polls.labels('store') }; // looked up once, and told as 0 from the start

export function countPoll(by: keyof typeof pollsBy): void {
  pollsBy[by].inc();
}

/**
 * Measures one answer. `kind` is one of few: paths would make as many series as there are people. A stream is none: it is over when
 * nobody reads it any more.
 */
export function measure(res: ServerResponse, kind: string): void {
  const end = requests.startTimer({ kind });
  res.once('close', () => {
    if (!String(res.getHeader('content-type')).startsWith('text/event-stream'))
      end({ status: String(res.statusCode) });
  });
}

export async function sendMetrics(_: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = `${await registry.metrics()}${queueMetrics(snapshots())}`;
  res
    .writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' })
    .end(body);
}
