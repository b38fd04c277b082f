import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { db } from '../database/db.ts';
import { isSecureSite } from '../config/env.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { log } from '../config/log.ts';
import { requiredMigrations } from '../database/migrations.ts';
import { readinessProblems } from '../instance/ready.ts';
import { tidyQueueCookies } from '../queue/token/cookie.ts';
import { statusFromMemory } from '../queue/queue.ts';
import { openApiDocument } from '../rest/document.ts';
import { routeAt } from '../rest/endpoints.ts';
import { Credentials } from '../request/credentials.ts';
import { headerOf, toClientRequest } from '../request/request.ts';
import {
  deferContinue,
  discardBody,
  partsOf,
  type Route,
  sendJson,
  sendProblem,
} from '../request/messages.ts';
import { measure, sendMetrics } from './metrics.ts';
import { createPollFastPath } from './poll-fast-path.ts';
import type { NextProcess } from '../pages/next-process.ts';
import { createNextProxy } from '../pages/next-proxy.ts';
import { answerRest } from './rest.ts';
import { createSecurityHeaders } from '../pages/security-headers.ts';
import { answerTrpc, trpcPath } from './trpc.ts';
import { headBytesMax, refuseHead } from './request-head.ts';
import { refuseUnparsable, trackExchange } from './client-error.ts';
import { createWaitingRoom } from '../pages/waiting-room-cache.ts';

const migrations = requiredMigrations();

// Paths for programs: whatever is unknown below them is told in their own form. next-auth's are the only ones that Next answers,
// and need no escapes: Next would read one that we do not.
const programs = /^\/((api|auth|concert)(\/|$)|\.well-known\/(jwks\.json|void-tickets)$)/;
const nextAuth = /^\/api\/auth\/([a-z_-]+)(\/|$)/;
// They are read, never posted to.
const files = /^\/_next\/|^\/icon\.svg$|\/calendar$/;
// How next-auth takes each of its actions: what comes otherwise it answers with a text of its own.
const bothWays = ['GET', 'POST'] as const;
const signInMethods = new Map<string, readonly Route['method'][]>([
  ['providers', ['GET']],
  ['csrf', ['GET']],
  ['session', bothWays],
  ['signin', bothWays],
  ['signout', bothWays],
  ['callback', bothWays],
  ['verify-request', ['GET']],
  ['error', ['GET']],
]);

/** The one port of an instance: tRPC, sign-in for programs, health and metrics are answered here, pages by Next's process. */
export function createAppServer(rendering: NextProcess): Server {
  let reference: ReturnType<typeof openApiDocument> | undefined; // made at the first request for it
  const shell = createSecurityHeaders({
    secure: isSecureSite(),
    development: rendering.development,
  });
  const pages = createNextProxy(rendering, shell);
  const pollFastPath = createPollFastPath(statusFromMemory, shell.headers);
  const waitingRoom = createWaitingRoom(rendering, shell);
  const own: Partial<Record<string, Route>> = {
    '/api/health': { method: 'GET', answer: (_, res) => sendJson(res, 200, { status: 'alive' }) },
    '/api/ready': {
      method: 'GET',
      answer: async (_, res) => {
        const lacking = [
          ...(await readinessProblems(migrations)),
          ...(rendering.ready ? [] : ['pages']),
        ];
        sendJson(res, lacking.length === 0 ? 200 : 503, {
          ready: lacking.length === 0,
          missing: lacking,
        });
      },
    },
    '/api/metrics': { method: 'GET', answer: sendMetrics },
    '/api/openapi.json': {
      method: 'GET',
      answer: (_, res) => sendJson(res, 200, (reference ??= openApiDocument())),
    },
    // next-auth's script reports its own failures here; a log that any client can write to would say nothing.
    '/api/auth/_log': { method: 'POST', answer: (req, res) => sendNothing(req, res) },
    // next-auth would answer a GET with 500.
    '/api/auth/callback/credentials': {
      method: 'POST',
      answer: (req, res) => pages.forward(req, res),
    },
  };
  const routesAt = (at: string): Route[] => {
    if (own[at] !== undefined) return [own[at]];
    const action = nextAuth.exec(at)?.[1];
    const methods =
      at.includes('%') || action === undefined ? undefined : signInMethods.get(action);
    return (
      methods?.map((method) => ({ method, answer: (req, res) => pages.forward(req, res) })) ??
      restRoutes(at)
    );
  };
  // A form that is sent before its script has come posts to its own page, and is shown it again.
  const page = bothWays.map((method): Route => ({
    method,
    answer: async (req, res, credentials) => {
      if (await waitingRoom.answer(req, res, credentials)) return;
      await tidyCookies(req, res);
      await pages.forward(req, res);
    },
  }));
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    refuseHead(req);
    const credentials = new Credentials((name) => headerOf(req, name));
    if (await pollFastPath(req, res, credentials)) return;
    shell.apply(req, res);
    const at = pathOf(req);
    if (at.startsWith(trpcPath)) {
      measure(res, 'trpc');
      await answerTrpc(req, res, credentials);
    } else if (programs.test(at)) {
      measure(res, 'api');
      await follow(routesAt(at), req, res, credentials);
    } else {
      measure(res, 'page');
      await follow(
        files.test(at) ? page.filter(({ method }) => method === 'GET') : page,
        req,
        res,
        credentials,
      );
    }
  };
  // Node's own refusal of a missing Host has no body: refuseHead judges it.
  const options = {
    keepAliveTimeout: 65_000,
    maxHeaderSize: headBytesMax,
    requireHostHeader: false,
  };
  const server = createServer(options, (req, res) => {
    trackExchange(req, res);
    answer(req, res).catch((error: unknown) => {
      if (req.errored) return; // the client has gone
      const refusal = toRefusal(error);
      if (refusal.code === 'INTERNAL')
        log.error({ err: error, path: req.url?.split('?')[0] }, 'a request failed');
      if (!res.headersSent) shell.apply(req, res); // the head may have been refused before
      discardBody(req);
      sendProblem(res, refusal);
    });
  });
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    deferContinue(req, res);
    server.emit('request', req, res);
  });
  server.on('clientError', refuseUnparsable);
  // An expectation that nobody here knows is passed over, as it may be; node's own refusal has no form.
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) =>
    server.emit('request', req, res),
  );
  // Only reloading needs it. Where nobody listens, node answers in HTTP/1.1 those clients that offer HTTP/2 with every request.
  if (rendering.development)
    server.on('upgrade', (req, socket, head) => void pages.upgrade(req, socket, head));
  return server;
}

/** Deletes queue cookies of no more use with a page, which a browser asks for seldom enough. */
async function tidyCookies(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url?.startsWith('/_next/') === true) return;
  await tidyQueueCookies({ db: db(), request: toClientRequest(req, res) });
}

/** The REST API's endpoints at a path. */
function restRoutes(at: string): Route[] {
  const found = routeAt(at);
  return (found?.endpoints ?? []).map((endpoint) => ({
    method: endpoint.method,
    answer: (req, res, credentials) =>
      answerRest(endpoint, found?.parameters ?? {}, req, res, credentials),
  }));
}

function sendNothing(req: IncomingMessage, res: ServerResponse): void {
  discardBody(req);
  res.writeHead(204, { 'cache-control': 'no-store' }).end();
}

/** Answers by the route whose method is asked for. Refusals: NOT_FOUND where there is none at all, METHOD_NOT_ALLOWED. */
async function follow(
  routes: Route[],
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  if (routes.length === 0) refuse('NOT_FOUND');
  const asked = req.method === 'HEAD' ? 'GET' : req.method;
  const route = routes.find(({ method }) => method === asked);
  if (route !== undefined) return route.answer(req, res, credentials);
  discardBody(req);
  const allow = routes.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
  sendProblem(res, new Refusal('METHOD_NOT_ALLOWED', {}), { allow });
}

/** The path without its query. Absolute-form and `*` targets are for proxies, which this is not. */
function pathOf({ url = '' }: IncomingMessage): string {
  if (!url.startsWith('/'))
    throw new Refusal('BAD_INPUT', {
      issues: [{ path: '', message: 'the request target must be a path' }],
    });
  return partsOf(url).path;
}
