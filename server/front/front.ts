import { readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { Refusal, toRefusal } from '../errors.ts';
import { log } from '../log.ts';
import { missing } from '../ready.ts';
import { sendJson, sendProblem } from './http.ts';
import { measure, sendMetrics } from './metrics.ts';
import type { NextProcess } from './next-process.ts';
import { createPages } from './pages.ts';
import { signInRoutes } from './sign-in.ts';
import { answerTrpc, trpcPath } from './trpc.ts';

const migrations = readdirSync(path.join(import.meta.dirname, '../../prisma/migrations'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

/** The one port of an instance: tRPC, sign-in for programs, health and metrics are answered here, pages by Next's process. */
export function createFront(rendering: NextProcess): Server {
  const pages = createPages(rendering);
  const own: Record<string, Answer> = {
    '/api/health': (_, res) => sendJson(res, 200, { status: 'alive' }),
    '/api/ready': async (_, res) => {
      const lacking = [...(await missing(migrations)), ...(rendering.ready ? [] : ['pages'])];
      sendJson(res, lacking.length === 0 ? 200 : 503, { ready: lacking.length === 0, missing: lacking });
    },
    '/api/metrics': sendMetrics,
    ...signInRoutes,
    ...Object.fromEntries(Object.entries(signInRoutes).map(([at, answer]) => [`/api${at}`, answer])),
  };
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const at = pathOf(req);
    if (at.startsWith(trpcPath)) {
      measure(res, 'trpc');
      answerTrpc(req, res);
    } else if (own[at] !== undefined) {
      measure(res, 'api');
      await own[at](req, res);
    } else {
      measure(res, 'page');
      await pages.forward(req, res);
    }
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
    answer(req, res).catch((error: unknown) => {
      const refusal = toRefusal(error);
      if (refusal.code === 'INTERNAL') log.error({ err: error, path: pathOf(req) }, 'a request failed');
      if (!req.complete) res.shouldKeepAlive = false; // the rest of a refused body is not waited for
      sendProblem(res, refusal);
    });
  });
  server.on('upgrade', (req, socket, head) => void pages.upgrade(req, socket, head));
  return server;
}

/** The path without its query. Absolute-form and `*` targets are for proxies, which this is not. */
function pathOf({ url = '' }: IncomingMessage): string {
  if (!url.startsWith('/'))
    throw new Refusal('BAD_INPUT', { issues: [{ path: '', message: 'the request target must be a path' }] });
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
