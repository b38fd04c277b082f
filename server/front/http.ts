import type { IncomingMessage, ServerResponse } from 'node:http';
import { httpStatusOf, Refusal, toProblem } from '../errors.ts';

/** The longest body that anything here has a use for. */
export const bodyBytesMax = 64 * 1024;

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers });
  res.end(JSON.stringify(body));
}

/** A refusal as application/problem+json (RFC 9457). */
export function sendProblem(res: ServerResponse, refusal: Refusal): void {
  const wait = refusal.retryAfterSeconds;
  sendJson(res, httpStatusOf(refusal.code), toProblem(refusal), {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(wait !== undefined && { 'retry-after': String(wait) }),
  });
}

/** A request's JSON body. Refusals: NOT_JSON, TOO_LARGE, BAD_INPUT (not well-formed). */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  if (!isJson(req)) throw new Refusal('NOT_JSON', {});
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Refusal('TOO_LARGE', {});
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new Refusal('BAD_INPUT', { issues: [{ path: '', message: 'not well-formed JSON' }] }, { cause: error });
  }
}

export function isJson(req: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
}
