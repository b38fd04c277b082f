import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isSecureSite } from '../config/env.ts';
import { log } from '../config/log.ts';
import { inRequest, requestIdFrom, requestIdHeader } from '../config/request-id.ts';
import { db } from '../database/db.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import type { NextProcess } from '../pages/next-process.ts';
import { createNextProxy } from '../pages/next-proxy.ts';
import { createSecurityHeaders } from '../pages/security-headers.ts';
import { createPageCache } from '../pages/page-cache.ts';
import { statusFromMemory, statusFromRedis } from '../queue/queue.ts';
import { redis } from '../redis/redis.ts';
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
import { headBytesMax, problemOfHead } from './request-head.ts';
import { createRoutes } from './routes.ts';
import { createTrpcHandler, trpcPath } from './trpc.ts';

/**
 * Creates the HTTP server for an instance's only port. Refuses a malformed head first. Parses the
 * credentials of a request at most once. Answers a poll from memory if possible, and passes every
 * other request to tRPC, REST or a page. Both tRPC and REST check a request's method, media type
 * and size before scheduling.
 */
export function createAppServer(
  rendering: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
): Server {
  const { development } = rendering;
  const security = createSecurityHeaders({ secure: isSecureSite(), development });
  const proxy = createNextProxy(rendering, security);
  const pageCache = createPageCache(rendering, security);
  const routesAt = createRoutes({ rendering, securityHeaders: security, proxy, pageCache });
  const pollFastPath = createPollFastPath(
    {
      fromMemory: statusFromMemory,
      fromRedis: (place) => statusFromRedis({ db: db(), redis: redis() }, place),
    },
    security.headers,
  );
  const answerTrpc = createTrpcHandler(security.headers);

  const setCommonHeaders = (id: string, res: ServerResponse): void => {
    res.setHeader(requestIdHeader, id);
    security.apply(res);
  };
  const answer = async (
    id: string,
    req: IncomingMessage,
    res: ServerResponse,
    credentials: Credentials,
  ): Promise<void> => {
    const path = pathOf(req);
    if (path.startsWith(trpcPath)) {
      measure(res, 'trpc');
      return answerTrpc(id, req, res, credentials);
    }
    setCommonHeaders(id, res);
    const { kind, routes } = routesAt(path);
    measure(res, kind);
    await follow(routes, req, res, credentials);
  };
  const refuseWith = (id: string, error: unknown, req: IncomingMessage, res: ServerResponse) => {
    if (req.errored) return; // a disconnected client cannot receive a refusal
    const refusal = toRefusal(error);
    if (refusal.code === 'INTERNAL')
      log.error({ err: error, path: req.url?.split('?')[0] }, 'a request failed');
    // `answer` sets the common headers neither for a malformed head nor for tRPC.
    if (!res.headersSent) setCommonHeaders(id, res);
    discardBody(req);
    sendProblem(res, refusal);
  };
  // Leaves the check of the Host header to problemOfHead, because Node's own refusal has no body.
  const options = {
    keepAliveTimeout: 65_000,
    maxHeaderSize: headBytesMax,
    requireHostHeader: false,
  };
  const server = createServer(options, (req, res) => {
    const id = requestIdFrom(headerOf(req, requestIdHeader));
    trackExchange(id, req, res);
    const credentials = new Credentials((name) => headerOf(req, name));
    const run = (work: () => Promise<void>) =>
      inRequest(id, async () => {
        await work().catch((error: unknown) => refuseWith(id, error, req, res));
        if (!res.closed) await new Promise((resolve) => res.once('close', resolve));
      });
    const problem = problemOfHead(req);
    if (problem !== null) return void run(() => Promise.reject(problem));
    const poll = pollFastPath(id, req, res, credentials);
    const answerOther = () => run(() => answer(id, req, res, credentials));
    if (poll === null) void answerOther();
    else void poll.then((isAnswered) => (isAnswered ? undefined : answerOther()));
  });
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    deferContinue(req, res);
    server.emit('request', req, res);
  });
  server.on('clientError', refuseUnparsable);
  // Ignores unknown `Expect` headers, as RFC 9110 allows; Node's built-in 417 would not be
  // problem+json.
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) =>
    server.emit('request', req, res),
  );
  // Only hot reloading needs connection upgrades. Without an `upgrade` listener, Node ignores an
  // offer of HTTP/2 and answers in HTTP/1.1.
  if (development) server.on('upgrade', (req, _, head) => void proxy.upgrade(req, head));
  return server;
}

/**
 * Runs the route for the request's method, or the GET route for HEAD. Refusals: NOT_FOUND,
 * METHOD_NOT_ALLOWED.
 */
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

/**
 * Returns the path without the query. Refusal: BAD_INPUT for a target that is not a path, such as
 * `*` or an absolute URL.
 */
function pathOf({ url = '' }: IncomingMessage): string {
  if (!url.startsWith('/'))
    refuse('BAD_INPUT', {
      issues: [{ path: '', message: 'the request target must be a path' }],
    });
  return partsOf(url).path;
}
