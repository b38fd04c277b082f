import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createProxyServer } from 'httpxy';
import { log } from '../config/log.ts';
import { requestId, requestIdHeader } from '../config/request-id.ts';
import { toClientRequest } from '../request/request.ts';
import { refuseCrossSite } from '../request/csrf.ts';
import { type NextRequest, toNextRequest, isHost, rangeFor } from './next-request.ts';
import { readBody } from '../request/messages.ts';
import type { NextProcess } from './next-process.ts';
import { countRendered } from './prerender.ts';
import { clientOf } from '../request/client-address.ts';
import type { SecurityHeaders } from './security-headers.ts';

const buildFolder = path.join(import.meta.dirname, '../../.next');
/** An answer's head may repeat the request's URL and a cookie, escaped. */
const answerHeadBytesMax = 64 * 1024;
// Those that belong to the connection to Next, and one that repeats Location.
const droppedHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'refresh']);

const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });

/** Hands requests to the process that renders pages, and streams its answers. */
export function createNextProxy(
  rendering: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
  shell: SecurityHeaders,
) {
  const { socketPath, development } = rendering;
  const reloading = createProxyServer({
    target: { socketPath },
    agent,
    changeOrigin: false,
    ws: true,
  });
  /** The answer to a request, once its head is there. */
  const ask = (
    { url, method, headers, body }: NextRequest,
    signal: AbortSignal,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        socketPath,
        path: url,
        method,
        headers,
        signal,
        maxHeaderSize: answerHeadBytesMax,
      };
      const length = body.length > 0 || method === 'POST' ? { 'content-length': body.length } : {};
      request({ ...options, headers: { ...headers, ...length } }, resolve)
        .once('error', reject)
        .end(body);
    });
  return {
    /** Refusals: CROSS_SITE, TOO_LARGE and those of the guard; the other side would take in whatever is sent. */
    async forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
      refuseCrossSite(toClientRequest(req, res), {
        form: req.url?.startsWith('/api/auth/') ?? false,
      });
      const forwarded = toNextRequest(req, await readBody(req), { development });
      const range = development ? {} : await rangeFor(req, buildFolder);
      if ('fileBytes' in range) {
        res
          .writeHead(416, {
            'content-range': `bytes */${String(range.fileBytes)}`,
            'cache-control': 'no-store',
          })
          .end();
        return;
      }
      if (!rendering.ready) {
        unavailable(res, 503);
        return;
      }
      Object.assign(forwarded.headers, range, forwardedBy(req), shell.applyToPage(res));
      if (!forwarded.url.startsWith('/_next/')) countRendered();
      res.setHeader('cache-control', 'private, no-store'); // unless Next says otherwise, of what is the same for everyone
      const gone = new AbortController();
      res.once('close', () => res.writableFinished || gone.abort());
      try {
        const answer = await ask(forwarded, gone.signal);
        res.writeHead(answer.statusCode ?? 502, headersOf(answer));
        await pipeline(answer, res);
      } catch (error) {
        if (!req.destroyed && !res.destroyed)
          log.warn({ err: error }, 'a page could not be fetched');
        unavailable(res, 502);
      }
    },
    async upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      Object.assign(req.headers, forwardedBy(req));
      await reloading.ws(req, socket as never, {}, head).catch(() => socket.destroy());
    },
  };
}

/** Who asks, and for which host. A client's word on this is not believed: we see the peer, or a proxy of ours says whom it saw. */
function forwardedBy(req: IncomingMessage): Record<string, string> {
  const { client, isProxy } = clientOf(req);
  const said = isProxy ? req.headers : {};
  const id = requestId();
  const host = [said['x-forwarded-host'] ?? req.headers.host ?? ''].flat().join();
  return {
    'x-forwarded-for': client,
    'x-forwarded-host': isHost(host) ? host : 'localhost',
    'x-forwarded-proto': said['x-forwarded-proto'] === 'https' ? 'https' : 'http',
    ...(id !== undefined && { [requestIdHeader]: id }),
  };
}

function headersOf({ headers }: IncomingMessage): NodeJS.Dict<string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !droppedHeaders.has(name)));
}

/** Says that pages cannot be had now. */
export function unavailable(res: ServerResponse, status: number): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'retry-after': '2',
    'cache-control': 'no-store',
  });
  res.end('잠시 뒤 다시 시도해 주세요. Please try again in a moment.\n');
}
