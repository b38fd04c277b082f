import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram } from 'prom-client';
import { registry } from '../config/metrics-registry.ts';
import { snapshots } from '../queue/snapshot/queue-snapshot.ts';
import { queueMetrics } from '../queue/metrics.ts';

collectDefaultMetrics({ register: registry });
const requests = new Histogram({
  name: 'jari_http_request_seconds',
  help: 'Response time, by kind of request and status.',
  labelNames: ['kind', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});
const polls = new Counter({
  name: 'jari_polls_total',
  help: 'Answered polls of a queue: from memory, or by Redis.',
  labelNames: ['by'],
  registers: [registry],
});
const pollsBy = { memory: polls.labels('memory'), redis: polls.labels('store') };
for (const series of Object.values(pollsBy)) series.inc(0); // creates each series at start-up

export function countPoll(by: keyof typeof pollsBy): void {
  pollsBy[by].inc();
}

/**
 * Measures the seconds until the response closes. Excludes event streams, whose duration depends
 * only on the client. `kind` has few values, because paths as labels would create a series per
 * user.
 */
export function measure(res: ServerResponse, kind: string): void {
  const since = performance.now();
  res.once('close', () => {
    if (!String(res.getHeader('content-type')).startsWith('text/event-stream'))
      seriesOf(kind, res.statusCode).observe((performance.now() - since) / 1_000);
  });
}

// Keeps each series, because prom-client serializes the labels at every lookup.
const series = new Map<string, ReturnType<typeof requests.labels>>();

function seriesOf(kind: string, status: number): ReturnType<typeof requests.labels> {
  const key = `${kind} ${String(status)}`;
  const known = series.get(key);
  if (known !== undefined) return known;
  const found = requests.labels(kind, String(status));
  series.set(key, found);
  return found;
}

export async function sendMetrics(_: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = `${await registry.metrics()}${queueMetrics(snapshots())}`;
  res
    .writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' })
    .end(body);
}
