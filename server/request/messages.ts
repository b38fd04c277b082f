import type { IncomingMessage, ServerResponse } from 'node:http';
import { challengeOf, toProblem } from '../errors/problem.ts';
import { httpStatusOf, Refusal } from '../errors/refusal.ts';
import type { Credentials } from './credentials.ts';

export const bodyBytesMax = 64 * 1024;
const refusedBodyMsMax = 2_000;

/**
 * Handler for one method at a path. The GET handler also answers HEAD, because Node omits the body.
 */
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

/** Sends a refusal as application/problem+json (RFC 9457). */
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

export function problemHeaders({ retryAfterSeconds: wait }: Refusal): Record<string, string> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...(wait !== undefined && { 'retry-after': String(wait) }),
  };
}

/** Functions that send a deferred `100 Continue`, by request. */
const continuations = new WeakMap<IncomingMessage, () => void>();

/**
 * Defers `100 Continue` until readBody, so that a refused client does not send its body. A refusal
 * without `100 Continue` closes the connection, because the next bytes could be the body or another
 * request.
 */
export function deferContinue(req: IncomingMessage, res: ServerResponse): void {
  const { shouldKeepAlive } = res;
  res.shouldKeepAlive = false;
  continuations.set(req, () => {
    res.shouldKeepAlive = shouldKeepAlive;
    res.writeContinue();
  });
}

/** Refuses a body whose declared size exceeds the limit. Refusal: TOO_LARGE. */
export function assertBodySize({ headers }: IncomingMessage, bytesMax: number): void {
  if (Number(headers['content-length'] ?? 0) > bytesMax) throw new Refusal('TOO_LARGE', {});
}

/**
 * Reads a body of at most `bytesMax`, by default 64 KiB. Listens to events, because an iterator
 * costs a tenth of a hot call. Refusal: TOO_LARGE.
 */
export async function readBody(req: IncomingMessage, bytesMax = bodyBytesMax): Promise<Buffer> {
  assertBodySize(req, bytesMax);
  continuations.get(req)?.();
  continuations.delete(req);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const keep = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes <= bytesMax) return void chunks.push(chunk);
    req.pause();
    end(() => reject(new Refusal('TOO_LARGE', {})));
  };
  const complete = (): void => end(() => resolve(Buffer.concat(chunks)));
  const fail = (): void => end(() => reject(req.errored ?? new Error('the body is incomplete')));
  const end = (settle: () => void): void => {
    req.off('data', keep).off('end', complete).off('error', fail).off('close', fail);
    settle();
  };
  req.on('data', keep).on('end', complete).on('error', fail).on('close', fail);
  return promise;
}

/** Splits a URL at the first question mark, without decoding the path. */
export function partsOf(url: string): { path: string; query: URLSearchParams } {
  const end = url.indexOf('?');
  return end === -1
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, end), query: new URLSearchParams(url.slice(end + 1)) };
}

/** Turns a repeated parameter into a list, because every schema refuses a list. */
export function queryOf(given: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/** Returns true if the headers declare uncompressed JSON. */
export function isJson(contentType: string | undefined, contentEncoding = ''): boolean {
  return (
    /^application\/json\s*(;|$)/i.test(contentType ?? '') && /^(identity)?$/i.test(contentEncoding)
  );
}

/**
 * Drains the rest of a refused body, because the client could lose the response if the connection
 * closed early. Destroys the connection if the client still sends after 2 s.
 */
export function discardBody(req: IncomingMessage): void {
  if (req.complete) return;
  const overdue = setTimeout(() => req.destroy(), refusedBodyMsMax);
  req.once('close', () => clearTimeout(overdue));
  req.resume();
}
