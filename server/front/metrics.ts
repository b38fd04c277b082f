import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const requests = new Histogram({
  name: 'jari_http_request_seconds',
  help: 'Time to answer, by kind of request and status.',
  labelNames: ['kind', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});
const rendered = new Counter({
  name: 'jari_pages_rendered_total',
  help: 'Requests that were put to the process that renders, other than for its files.',
  registers: [registry],
});

/** Counts what has to be rendered. */
export function countRendered(): void {
  rendered.inc();
}

/** Measures one answer. `kind` is one of few: paths would make as many series as there are people. */
export function measure(res: ServerResponse, kind: string): void {
  const end = requests.startTimer({ kind });
  res.once('close', () => void end({ status: String(res.statusCode) }));
}

export async function sendMetrics(_: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await registry.metrics();
  res.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(body);
}
