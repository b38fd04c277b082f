import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as gzipCallback } from 'node:zlib';
import { createProxyServer } from 'httpxy';
import { splitLanguage } from '../config/languages.schema.ts';
import { log } from '../config/log.ts';
import { requestId, requestIdHeader } from '../config/request-id.ts';
import { toClientRequest } from '../request/request.ts';
import { codingFor } from '../request/content-coding.ts';
import { refuseCsrf } from '../request/csrf.ts';
import { deferScripts } from './deferred-scripts.ts';
import { languageHeader, languageOf } from './language.ts';
import { type NextRequest, toNextRequest, isHost, rangeFor, staticFiles } from './next-request.ts';
import { partsOf, readBody } from '../request/messages.ts';
import type { NextProcess } from './next-process.ts';
import { countRendered } from './prerender.ts';
import { clientOf } from '../request/client-address.ts';
import type { SecurityHeaders } from './security-headers.ts';

const buildFolder = path.join(import.meta.dirname, '../../.next');
/**
 * Maximum bytes of a response's head. The bound is higher than a request's, because a response can
 * repeat the URL and a cookie in escaped form.
 */
const responseHeadBytesMax = 64 * 1024;
// Response headers that the proxy drops: those of the connection to Next, and `refresh`, which
// repeats `location`.
// `set-cookie` is not dropped but added to the cookies that the instance has already set.
const droppedHeaders = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'refresh',
  'set-cookie',
]);

/** Paths of the pages that scan tickets. */
const doorPage = /^\/door(\/\d+)?$/;

const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });
const brotli = promisify(brotliCompress);
const gzip = promisify(gzipCallback);
const brotliQuality = 5; // as fast as gzip, and 10 % smaller

/** Creates a proxy that streams the Next process's responses to clients. */
export function createNextProxy(
  next: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
  securityHeaders: SecurityHeaders,
) {
  const { socketPath, development } = next;
  const reloading = createProxyServer({
    target: { socketPath },
    agent,
    changeOrigin: false,
    ws: true,
  });
  /** Resolves as soon as the head of Next's response arrives. */
  const send = (
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
        maxHeaderSize: responseHeadBytesMax,
      };
      const length = body.length > 0 || method === 'POST' ? { 'content-length': body.length } : {};
      request({ ...options, headers: { ...headers, ...length } }, resolve)
        .once('error', reject)
        .end(body);
    });
  return {
    /**
     * Limits the body to 64 KiB, because Next accepts bodies of any size. Refusals: CROSS_SITE,
     * TOO_LARGE, and those of toNextRequest.
     */
    async forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
      refuseCsrf(toClientRequest(req, res), {
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
      if (!next.ready) {
        unavailable(res, 503);
        return;
      }
      const scansCodes = doorPage.test(splitLanguage(partsOf(forwarded.url).path).path);
      const { nonce, headers: policy } = securityHeaders.applyToPage(res, { scansCodes });
      Object.assign(forwarded.headers, range, forwardedBy(req), policy, {
        [languageHeader]: languageOf(req.url ?? ''),
      });
      if (!forwarded.url.startsWith('/_next/')) countRendered();
      // Forbids caching by default; Next overrides `cache-control` for files that are equal for all
      // users.
      res.setHeader('cache-control', 'private, no-store');
      const gone = new AbortController();
      res.once('close', () => res.writableFinished || gone.abort());
      try {
        const isDocument = !development && isForDocument(forwarded);
        // The document is changed before it is compressed.
        if (isDocument) delete forwarded.headers['accept-encoding'];
        const response = await send(forwarded, gone.signal);
        // A file needs no policy of a page, which is longer than some of the files.
        if (forwarded.url.startsWith(staticFiles) && (response.statusCode ?? 502) < 300)
          securityHeaders.apply(res);
        res.appendHeader('set-cookie', response.headers['set-cookie'] ?? []);
        const status = response.statusCode ?? 502;
        const headers = headersOf(response);
        if (isDocument && isHtml(headers)) {
          const html = deferScripts(await text(response), nonce);
          await sendHtml(req, res, { status, headers, html });
          return;
        }
        res.writeHead(status, headers);
        await pipeline(response, res);
      } catch (error) {
        if (!req.destroyed && !res.destroyed)
          log.warn({ err: error }, 'a page could not be fetched');
        unavailable(res, 502);
      }
    },
    async upgrade(req: IncomingMessage, head: Buffer): Promise<void> {
      Object.assign(req.headers, forwardedBy(req));
      await reloading.ws(req, req.socket, {}, head).catch(() => req.socket.destroy());
    },
  };
}

/**
 * Returns headers with the client's address, host and protocol. Reads X-Forwarded-Host and
 * X-Forwarded-Proto only if a trusted proxy sent the request.
 */
export function forwardedBy(req: IncomingMessage): Record<string, string> {
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

/** Returns false for files, programs' requests and the router's transitions. */
const isForDocument = ({ url, method, headers }: NextRequest): boolean =>
  method === 'GET' && !/^\/(_next|api)\//.test(url) && headers['rsc'] === undefined;

const isHtml = (headers: NodeJS.Dict<string | string[]>): boolean =>
  String(headers['content-type']).startsWith('text/html');

/** Sends a document by the best method that the browser accepts. */
async function sendHtml(
  req: IncomingMessage,
  res: ServerResponse,
  document: { status: number; headers: NodeJS.Dict<string | string[]>; html: string },
): Promise<void> {
  const { status, headers, html } = document;
  const encoding = codingFor(req, ['br', 'gzip']);
  const body =
    encoding === 'br'
      ? await brotli(html, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } })
      : encoding === 'gzip'
        ? await gzip(html)
        : Buffer.from(html);
  res.writeHead(status, {
    ...headers,
    'content-length': body.byteLength,
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
  res.end(body);
}

function headersOf({ headers }: IncomingMessage): NodeJS.Dict<string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !droppedHeaders.has(name)));
}

/** Asks the user in each language to try again. Destroys a response that has already begun. */
export function unavailable(res: ServerResponse, status: number): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'retry-after': '2',
    'cache-control': 'no-store',
  });
  res.end(
    '잠시 뒤 다시 시도해 주세요. Please try again in a moment. しばらくしてからもう一度お試しください。请稍后重试。\n',
  );
}
