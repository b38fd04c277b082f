import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../errors/refusal.ts';
import { textOf } from '../request/json.ts';
import { isTracked } from '../queue/snapshot/queue-snapshot.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import type { StatsReply } from '../rest/queue.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { asksForEvents, streamQueueStats } from './queue-stats-stream.ts';
import { toClientRequest } from '../request/request.ts';
import { schedule } from './scheduler.ts';
import { isJson, partsOf, readBody, sendJson, sendText } from '../request/messages.ts';

/** Answers a request at one of the REST API's endpoints. Cookies are not read: who calls says all in headers. */
export async function answerRest(
  endpoint: Endpoint,
  parameters: Record<string, string>,
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'GET', socket } = req;
  if (
    endpoint.method === 'POST' &&
    !isJson(req.headers['content-type'], req.headers['content-encoding'])
  )
    throw new Refusal('NOT_JSON', {});
  const body = endpoint.method === 'POST' ? textOf(await readBody(req)) : '';
  const request = toClientRequest(req, res);
  const header = (name: string) => (name === 'cookie' ? undefined : request.header(name));
  const asked = {
    path: parameters,
    query: queryOf(req.url ?? ''),
    headers: { 'Idempotency-Key': header('idempotency-key') },
    body,
  };
  const respond = () => endpoint.respond(createContext({ ...request, header }, credentials), asked);
  const { shared } = endpoint;
  // A line that is not looked at yet must be asked for, in turn: else whoever names ever new ones would have all connections.
  const isAtHand = shared !== undefined && isTracked(Number(parameters['concertId']));
  const answer = await (isAtHand
    ? respond()
    : schedule([endpoint.id], { method, socket, credentials }, respond));
  if (endpoint.id === 'readBoard' && asksForEvents(req))
    streamQueueStats(answer as StatsReply, req, res);
  else if (endpoint.mediaType !== undefined)
    sendText(res, endpoint.status, answer as string, {
      'content-type': endpoint.mediaType,
      ...shared,
    });
  else sendJson(res, endpoint.status, answer, shared);
}

/** The query's parameters; one that stands there more than once is a list, which no schema takes. */
function queryOf(url: string): Record<string, string | string[]> {
  const { query: given } = partsOf(url);
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
