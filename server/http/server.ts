import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isSecureSite } from '../config/env.ts';
import { log } from '../config/log.ts';
import { inRequest, requestIdFrom, requestIdHeader } from '../config/request-id.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import type { NextProcess } from '../pages/next-process.ts';
import { createNextProxy } from '../pages/next-proxy.ts';
import { createSecurityHeaders } from '../pages/security-headers.ts';
import { createWaitingRoom } from '../pages/waiting-room-cache.ts';
import { statusFromMemory } from '../queue/queue.ts';
import { Credentials } from '../request/credentials.ts';
import {
  deferContinue,
  discardBody,
  partsOf,
  type Route,
  sendProblem,
} from '../request/messages.ts';
import { headerOf } from '../request/request.ts';
import { refuseUnparsable, trackExchange } from './client-error.ts';
import { measure } from './metrics.ts';
import { createPollFastPath } from './poll-fast-path.ts';
import { headBytesMax, refuseHead } from './request-head.ts';
import { createRoutes } from './routes.ts';
import { answerTrpc, trpcPath } from './trpc.ts';

/**
 * The one port of an instance. A request takes these steps: its head is judged, its credentials are
 * parsed once, a poll is answered from memory if possible; else tRPC, REST or a page answers it.
 * tRPC and REST judge method, media type and size, schedule the request, and dispatch it.
 */
export function createAppServer(
  rendering: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
): Server {
  const { development } = rendering;
  const security = createSecurityHeaders({ secure: isSecureSite(), development });
  const proxy = createNextProxy(rendering, security);
  const waitingRoom = createWaitingRoom(rendering, security);
  const routesAt = createRoutes({ rendering, proxy, waitingRoom });
  const pollFastPath = createPollFastPath(statusFromMemory, security.headers);

  const setCommonHeaders = (id: string, res: ServerResponse): void => {
    res.setHeader(requestIdHeader, id);
    security.apply(res);
  };
  const answer = async (id: string, req: IncomingMessage, res: ServerResponse): Promise<void> => {
    refuseHead(req);
    const credentials = new Credentials((name) => headerOf(req, name));
    if (await pollFastPath(req, res, credentials)) return;
    setCommonHeaders(id, res);
    const path = pathOf(req);
    if (path.startsWith(trpcPath)) {
      measure(res, 'trpc');
      return answerTrpc(req, res, credentials);
    }
    const { kind, routes } = routesAt(path);
    measure(res, kind);
    await follow(routes, req, res, credentials);
  };
  const refuseWith = (id: string, error: unknown, req: IncomingMessage, res: ServerResponse) => {
    if (req.errored) return; // the client is gone
    const refusal = toRefusal(error);
    if (refusal.code === 'INTERNAL')
      log.error({ err: error, path: req.url?.split('?')[0] }, 'a request failed');
    if (!res.headersSent) setCommonHeaders(id, res); // refuseHead comes before them
    discardBody(req);
    sendProblem(res, refusal);
  };
  // Node's own refusal of a missing Host has no body: refuseHead judges it.
  const options = {
    keepAliveTimeout: 65_000,
    maxHeaderSize: headBytesMax,
    requireHostHeader: false,
  };
  const server = createServer(options, (req, res) => {
    const id = requestIdFrom(headerOf(req, requestIdHeader));
    trackExchange(id, req, res);
    void inRequest(id, async () => {
      await answer(id, req, res).catch((error: unknown) => refuseWith(id, error, req, res));
      if (!res.closed) await new Promise((resolve) => res.once('close', resolve));
    });
  });
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    deferContinue(req, res);
    server.emit('request', req, res);
  });
  server.on('clientError', refuseUnparsable);
  // Ignore unknown `Expect` headers (allowed); Node's built-in 417 would not be problem+json.
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) =>
    server.emit('request', req, res),
  );
  // Only hot reloading upgrades. Without a listener, Node answers in HTTP/1.1 those clients that
  // offer HTTP/2 with every request.
  if (development) server.on('upgrade', (req, _, head) => void proxy.upgrade(req, head));
  return server;
}

/** Answers by the route of the request's method. Refusals: NOT_FOUND, METHOD_NOT_ALLOWED. */
async function follow(
  routes: Route[],
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  if (routes.length === 0) refuse('NOT_FOUND');
  const requested = req.method === 'HEAD' ? 'GET' : req.method;
  const route = routes.find(({ method }) => method === requested);
  if (route !== undefined) return route.answer(req, res, credentials);
  discardBody(req);
  const allow = routes.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
  sendProblem(res, new Refusal('METHOD_NOT_ALLOWED', {}), { allow });
}

/** The path without its query. Absolute-form and `*` targets are for proxies: BAD_INPUT. */
function pathOf({ url = '' }: IncomingMessage): string {
  if (!url.startsWith('/'))
    refuse('BAD_INPUT', {
      issues: [{ path: '', message: 'the request target must be a path' }],
    });
  return partsOf(url).path;
}
