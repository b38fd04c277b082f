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
 * Unfinished exchanges of each connection, oldest first. A connection has several exchanges if its
 * client pipelines requests.
 */
const openExchanges = new WeakMap<Duplex, Set<Exchange>>();

/** Records a request as unfinished until its response closes. */
export function trackExchange(id: string, req: IncomingMessage, res: ServerResponse): void {
  const exchange = { id, req, res };
  const open = openExchanges.get(req.socket) ?? new Set();
  openExchanges.set(req.socket, open.add(exchange));
  res.once('close', () => open.delete(exchange));
}

/**
 * Handles bytes that Node cannot parse as HTTP. Sends the response of a complete request, then
 * closes the connection. Refuses a malformed head or body with BAD_INPUT or TOO_LARGE. Destroys the
 * connection of a client that is slow or has disconnected.
 */
export function refuseUnparsable(error: Error & { code?: string }, socket: Duplex): void {
  const { code = '' } = error;
  if (!socket.writable) return void socket.destroy();
  const open = [...(openExchanges.get(socket) ?? [])];
  const last = open.at(-1);
  if (last === undefined) {
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
  // Closes the connection after its last response, because its remaining bytes are not HTTP.
  last.res.shouldKeepAlive = false;
  last.res.once('close', () => socket.end());
}

function refusalFor(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal('TOO_LARGE', {});
  return new Refusal('BAD_INPUT', { issues: [{ path: '', message: 'not an HTTP request' }] });
}

/** Writes a problem to a connection for which Node created no response object. */
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
