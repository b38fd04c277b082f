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
import { isJson, partsOf, queryOf, readBody, sendJson, sendText } from '../request/messages.ts';

/**
 * Reads the body before scheduling the call, so that a slow sender occupies no slot. Ignores
 * cookies.
 */
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
  const input = {
    path: parameters,
    query: queryOf(partsOf(req.url ?? '').query),
    headers: { 'Idempotency-Key': header('idempotency-key') },
    body,
  };
  const respond = () => endpoint.respond(createContext({ ...request, header }, credentials), input);
  const { shared } = endpoint;
  // Schedules only calls that need a store, because memory has the public stats of each tracked
  // queue. Without the scheduler, a flood of requests for untracked queues would take all database
  // connections.
  const isInMemory = shared !== undefined && isTracked(Number(parameters['concertId']));
  const reply = await (isInMemory
    ? respond()
    : schedule([endpoint.id], { method, socket, credentials }, respond));
  if (endpoint.id === 'readBoard' && asksForEvents(req))
    streamQueueStats(reply as StatsReply, req, res);
  else if (endpoint.mediaType !== undefined)
    sendText(res, endpoint.status, reply as string, {
      'content-type': endpoint.mediaType,
      ...shared,
    });
  else sendJson(res, endpoint.status, reply, shared);
}
