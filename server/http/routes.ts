import type { IncomingMessage, ServerResponse } from 'node:http';
import { db } from '../database/db.ts';
import { requiredMigrations } from '../database/migrations.ts';
import { readinessProblems } from '../instance/ready.ts';
import type { createNextProxy } from '../pages/next-proxy.ts';
import type { NextProcess } from '../pages/next-process.ts';
import { addressInOwnLanguage } from '../pages/language.ts';
import type { createPageCache } from '../pages/page-cache.ts';
import type { SecurityHeaders } from '../pages/security-headers.ts';
import { QueueCookies } from '../queue/cookie/cookie.ts';
import { discardBody, partsOf, type Route, sendJson } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import { openApiDocument } from '../rest/document.ts';
import { routeAt } from '../rest/endpoints.ts';
import { sendWorker } from './workers.ts';
import { exportRoutes } from './exports.ts';
import { sendMetrics } from './metrics.ts';
import { sendOwnData } from './own-data.ts';
import { posterRoutes, uploadPoster } from './posters.ts';
import { pushRoutes } from './push.ts';
import { answerRest } from './rest.ts';
import { sendSecurityTxt } from './security-txt.ts';
import { sendServiceWorker } from './service-worker.ts';
import { createStaticFiles } from './static-files.ts';
import { ticketFileRoutes } from './ticket-files.ts';

// An unknown path below /api, /auth, /concert or /posters gets a problem instead of the not-found
// page.
const programPaths =
  /^\/((api|auth|concert|posters)(\/|$)|\.well-known\/(jwks\.json|void-tickets|security\.txt)$|((door|reservations)\/worker|sw)\.js$)/;
// Matches the files of a reservation's tickets. Its other paths are pages.
const ticketFile =
  /^(\/api)?\/reservations\/[^/]+\/(tickets\.pdf|[^/]+\.pkpass|[^/]+\/google-wallet)$/;
// Matches the paths of next-auth. The server refuses a next-auth path with an escape, because only
// Next would decode the escape.
const nextAuthPath = /^\/api\/auth\/([a-z_-]+)(\/|$)/;
const files =
  /^\/_next\/|^\/(icon\.svg|(icon|apple)-[\w-]+\.png|favicon\.ico|manifest\.webmanifest|robots\.txt|sitemap\.xml)$|\/(calendar|preview\.png)$/;

const getAndPost = ['GET', 'POST'] as const;
/**
 * Allowed methods of each next-auth action. To a wrong method, next-auth would answer with its own
 * text instead of a problem.
 */
const nextAuthMethods = new Map<string, readonly Route['method'][]>([
  ['providers', ['GET']],
  ['csrf', ['GET']],
  ['session', getAndPost],
  ['signin', getAndPost],
  ['signout', getAndPost],
  ['callback', getAndPost],
  ['verify-request', ['GET']],
  ['error', ['GET']],
]);

interface Pages {
  rendering: Pick<NextProcess, 'ready' | 'development'>;
  securityHeaders: SecurityHeaders;
  proxy: ReturnType<typeof createNextProxy>;
  pageCache: ReturnType<typeof createPageCache>;
}

/**
 * Routes at a path, one per method. An unknown path has no routes. `kind` is a label of the request
 * metrics.
 */
export interface Routes {
  kind: 'api' | 'page';
  routes: Route[];
}

/**
 * Creates the route lookup for all paths except those of tRPC: health, metrics, REST, posters,
 * exports, downloads, next-auth and pages.
 */
export function createRoutes({
  rendering,
  securityHeaders,
  proxy,
  pageCache,
}: Pages): (path: string) => Routes {
  const toNext = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    await tidyCookies(req, res);
    await proxy.forward(req, res);
  };
  const sendStaticFile = rendering.development ? () => false : createStaticFiles(securityHeaders);
  const own = ownRoutes(rendering, toNext);
  const forward = (method: Route['method']): Route => ({ method, answer: toNext });
  const programRoutes = (path: string): Route[] => {
    if (own[path] !== undefined) return [own[path]];
    if (path.startsWith('/posters/')) return posterRoutes(path);
    if (path.startsWith('/api/admin/export/')) return exportRoutes(path);
    if (ticketFile.test(path)) return ticketFileRoutes(path);
    const action = path.includes('%') ? undefined : nextAuthPath.exec(path)?.[1];
    return nextAuthMethods.get(action ?? '')?.map(forward) ?? restRoutes(path);
  };
  // Accepts POST for pages, because a form posts to its own page until the page's script has
  // loaded.
  const page = getAndPost.map((method): Route => ({
    method,
    answer: async (req, res, credentials) => {
      if (sendStaticFile(req, res)) return;
      if (sendToOwnLanguage(req, res)) return;
      await tidyCookies(req, res);
      if (await pageCache.answer(req, res, credentials)) return;
      await proxy.forward(req, res);
    },
  }));
  return (path) => {
    if (programPaths.test(path) || ticketFile.test(path))
      return { kind: 'api', routes: programRoutes(path) };
    const isFile = files.test(path);
    return { kind: 'page', routes: page.filter(({ method }) => !isFile || method === 'GET') };
  };
}

function ownRoutes(
  rendering: Pages['rendering'],
  toNext: Route['answer'],
): Partial<Record<string, Route>> {
  const migrations = requiredMigrations();
  let document: ReturnType<typeof openApiDocument> | undefined;
  return {
    '/api/health': { method: 'GET', answer: (_, res) => sendJson(res, 200, { status: 'alive' }) },
    '/api/ready': {
      method: 'GET',
      answer: async (_, res) => {
        const stores = await readinessProblems(migrations);
        const missing = [...stores, ...(rendering.ready ? [] : ['pages'])];
        const ready = missing.length === 0;
        sendJson(res, ready ? 200 : 503, { ready, missing });
      },
    },
    '/api/metrics': { method: 'GET', answer: sendMetrics },
    '/api/openapi.json': {
      method: 'GET',
      answer: (_, res) => sendJson(res, 200, (document ??= openApiDocument())),
    },
    '/door/worker.js': { method: 'GET', answer: (_, res) => sendWorker(res, 'door') },
    '/reservations/worker.js': { method: 'GET', answer: (_, res) => sendWorker(res, 'tickets') },
    '/.well-known/security.txt': { method: 'GET', answer: (_, res) => sendSecurityTxt(res) },
    '/api/account/export': { method: 'GET', answer: sendOwnData },
    '/sw.js': { method: 'GET', answer: (_, res) => sendServiceWorker(res) },
    ...pushRoutes,
    '/api/admin/posters': { method: 'POST', answer: uploadPoster },
    // Discards reports from next-auth's script, because any client could send false reports to the
    // log.
    '/api/auth/_log': { method: 'POST', answer: (req, res) => sendNothing(req, res) },
    // Accepts POST only, because next-auth answers a GET with 500.
    '/api/auth/callback/credentials': { method: 'POST', answer: toNext },
  };
}

function restRoutes(path: string): Route[] {
  const found = routeAt(path);
  return (found?.endpoints ?? []).map((endpoint) => ({
    method: endpoint.method,
    answer: (req, res, credentials) =>
      answerRest(endpoint, found?.parameters ?? {}, req, res, credentials),
  }));
}

/** Deletes useless queue cookies, but not with static files, which shared caches keep. */
async function tidyCookies(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url?.startsWith('/_next/') === true) return;
  await new QueueCookies(toClientRequest(req, res)).tidy(db());
}

/** Redirects a visitor to the page's address in the visitor's language. */
function sendToOwnLanguage(req: IncomingMessage, res: ServerResponse): boolean {
  const location = files.test(partsOf(req.url ?? '').path) ? null : addressInOwnLanguage(req);
  if (location === null) return false;
  res.writeHead(307, { location, 'cache-control': 'private, no-store' }).end();
  return true;
}

function sendNothing(req: IncomingMessage, res: ServerResponse): void {
  discardBody(req);
  res.writeHead(204, { 'cache-control': 'no-store' }).end();
}
