import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { httpStatusOf, Refusal, toProblem } from '../errors.ts';

/**
 * Answers what node cannot read as a request, in the form of every other refusal: a head (the path's query, above all) that is too
 * long, or what is no HTTP. Whoever is slow or gone is just cut off.
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  const { code = '' } = error;
  // Node's own mark of the answer that is being written there: this would come into the midst of it.
  const { _httpMessage: begun } = socket as Duplex & { _httpMessage?: { headersSent: boolean } | null };
  if (!socket.writable || !code.startsWith('HPE_') || begun?.headersSent === true) return void socket.destroy();
  const issues = [{ path: '', message: 'not an HTTP request' }];
  const refusal = code === 'HPE_HEADER_OVERFLOW' ? new Refusal('TOO_LARGE', {}) : new Refusal('BAD_INPUT', { issues });
  const body = JSON.stringify(toProblem(refusal));
  const status = httpStatusOf(refusal.code);
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${String(Buffer.byteLength(body))}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
