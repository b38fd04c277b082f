import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { inRequest, requestIdFrom, requestIdHeader } from '../config/request-id.ts';
import { toProblem } from '../errors/problem.ts';
import { httpStatusOf, Refusal } from '../errors/refusal.ts';
import { problemHeaders, sendProblem } from '../request/messages.ts';

interface Exchange {
  id: string;
  req: IncomingMessage;
  res: ServerResponse;
}

/**
 * Latest exchange of each connection. It closes last, because Node answers pipelined requests in
 * order.
 */
const latestExchanges = new WeakMap<Duplex, Exchange>();

/**
 * Remembers a connection's latest request, because unparsable bytes may arrive before the response
 * closes.
 */
export function trackExchange(id: string, req: IncomingMessage, res: ServerResponse): void {
  latestExchanges.set(req.socket, { id, req, res });
}

/**
 * Ends a connection after bytes that Node cannot parse as HTTP. Refuses a malformed head or body
 * with BAD_INPUT, and an oversized head with TOO_LARGE. Closes the connection only after the
 * response to a complete request. Destroys the connection of a slow or disconnected client.
 */
export function refuseUnparsable(error: Error & { code?: string }, socket: Duplex): void {
  const { code = '' } = error;
  if (!socket.writable) return void socket.destroy();
  const last = latestExchanges.get(socket);
  if (last === undefined || last.res.closed) {
    const id = requestIdFrom(undefined);
    if (code.startsWith('HPE_'))
      void inRequest(id, () => writeProblem(socket, refusalFor(code), id));
    else socket.destroy();
    return;
  }
  if (!last.req.complete && !last.res.headersSent && code.startsWith('HPE_')) {
    const headers = { connection: 'close', [requestIdHeader]: last.id };
    void inRequest(last.id, () => sendProblem(last.res, refusalFor(code), headers));
    return;
  }
  // Closes the connection after the last response, because the remaining bytes are not HTTP.
  last.res.shouldKeepAlive = false;
  last.res.once('close', () => socket.end());
}

function refusalFor(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal('TOO_LARGE', {});
  return new Refusal('BAD_INPUT', { issues: [{ path: '', message: 'not an HTTP request' }] });
}

/**
 * Writes a problem as raw bytes, because Node creates no response object for an unparsable request.
 */
function writeProblem(socket: Duplex, refusal: Refusal, id: string): void {
  const body = JSON.stringify(toProblem(refusal));
  const status = httpStatusOf(refusal.code);
  const headers = {
    ...problemHeaders(refusal),
    'content-length': String(Buffer.byteLength(body)),
    'x-content-type-options': 'nosniff',
    [requestIdHeader]: id,
    connection: 'close',
  };
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
