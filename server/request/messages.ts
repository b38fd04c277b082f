import type { IncomingMessage, ServerResponse } from 'node:http';
import { challengeOf, toProblem } from '../errors/problem.ts';
import { httpStatusOf, Refusal } from '../errors/refusal.ts';
import type { Credentials } from './credentials.ts';

/** The longest body that anything here has a use for. */
export const bodyBytesMax = 64 * 1024;
const refusedBodyMsMax = 2_000;

/** What the front answers itself at one path. HEAD is answered as GET is, without the body. */
export interface Route {
  method: 'GET' | 'POST';
  answer: (
    req: IncomingMessage,
    res: ServerResponse,
    credentials: Credentials,
  ) => Promise<void> | void;
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  sendText(res, status, JSON.stringify(body), {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
  });
}

export function sendText(
  res: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string>,
): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, {
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  res.end(text);
}

/** A refusal as application/problem+json (RFC 9457). */
export function sendProblem(
  res: ServerResponse,
  refusal: Refusal,
  headers: Record<string, string> = {},
): void {
  const challenge = challengeOf(refusal.code, res.req.headers.authorization !== undefined);
  sendJson(res, httpStatusOf(refusal.code), toProblem(refusal), {
    ...problemHeaders(refusal),
    ...(challenge !== undefined && { 'www-authenticate': challenge }),
    ...headers,
  });
}

/** The headers of an answer that is a problem. */
export function problemHeaders({ retryAfterSeconds: wait }: Refusal): Record<string, string> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...(wait !== undefined && { 'retry-after': String(wait) }),
  };
}

/** How to ask for the body of each request that waits for `100 Continue`. */
const continuations = new WeakMap<IncomingMessage, () => void>();

/**
 * Defers `100 Continue` until the body is read, so that a refusal comes before it is sent. The connection closes after a
 * response without it: the client may send the body or leave it out, and the next request could not be told from it.
 */
export function deferContinue(req: IncomingMessage, res: ServerResponse): void {
  const { shouldKeepAlive } = res;
  res.shouldKeepAlive = false;
  continuations.set(req, () => {
    res.shouldKeepAlive = shouldKeepAlive;
    res.writeContinue();
  });
}

/** A request's body, whole. Refusal: TOO_LARGE. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > bodyBytesMax) throw new Refusal('TOO_LARGE', {});
  continuations.get(req)?.();
  continuations.delete(req);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Refusal('TOO_LARGE', {});
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An address' path, and the parameters of its query: all that stands behind the first question mark. */
export function partsOf(url: string): { path: string; query: URLSearchParams } {
  const end = url.indexOf('?');
  return end === -1
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, end), query: new URLSearchParams(url.slice(end + 1)) };
}

/** Whether a body is JSON as it is sent: one that is compressed is not. */
export function isJson(contentType: string | undefined, contentEncoding = ''): boolean {
  return (
    /^application\/json\s*(;|$)/i.test(contentType ?? '') && /^(identity)?$/i.test(contentEncoding)
  );
}

/**
 * Lets the rest of a refused body run out unread: closing the connection on a client that still sends would lose it our answer.
 * One that does not end soon is cut off.
 */
export function discardBody(req: IncomingMessage): void {
  if (req.complete) return;
  const overdue = setTimeout(() => req.destroy(), refusedBodyMsMax);
  req.once('close', () => clearTimeout(overdue));
  req.resume();
}
