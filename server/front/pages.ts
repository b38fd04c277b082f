import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { log } from '../log.ts';
import { callerRequest } from './caller.ts';
import { refuseCrossSite } from './cross-site.ts';
import { readBody } from './http.ts';
import { countRendered } from './metrics.ts';
import type { NextProcess } from './next-process.ts';
import { peerOf } from './peer.ts';
import { forAnyoneHeader } from './rendering.ts';
import type { Shell } from './shell.ts';

const serverActionHeader = 'next-action'; // there is none here; Next would write a stack into the log for whoever names one

const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });

/** Hands requests to the process that renders pages, and streams its answers. */
export function createPages(rendering: Pick<NextProcess, 'ready' | 'socketPath'>, shell: Shell) {
  const proxy = createProxyServer({ target: { socketPath: rendering.socketPath }, agent, changeOrigin: false, ws: true });
  const setForwarded = (req: IncomingMessage): void => {
    // What a client says about itself is not believed: the peer is what we see, or what a proxy of ours says that it saw.
    const { client, isProxy } = peerOf(req);
    const { 'x-forwarded-host': host, 'x-forwarded-proto': proto } = isProxy ? req.headers : {};
    for (const name of ['forwarded', 'x-forwarded-port', forAnyoneHeader, serverActionHeader])
      Reflect.deleteProperty(req.headers, name);
    req.headers['x-forwarded-for'] = client;
    req.headers['x-forwarded-host'] = host ?? req.headers.host ?? '';
    req.headers['x-forwarded-proto'] = proto === 'https' ? 'https' : 'http';
  };
  return {
    /** Refusals: CROSS_SITE, TOO_LARGE; the other side would take in whatever is sent. */
    async forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
      refuseCrossSite(callerRequest(req, res), { form: req.url?.startsWith('/api/auth/') ?? false });
      const body = await readBody(req);
      if (!rendering.ready) {
        unavailable(res, 503);
        return;
      }
      setForwarded(req);
      if (req.url?.startsWith('/_next/') !== true) countRendered();
      shell.coverPage(req, res);
      res.setHeader('cache-control', 'private, no-store'); // unless Next says otherwise, of what is the same for everyone
      await proxy.web(req, res, { buffer: Readable.from([body]) }).catch((error: unknown) => {
        if (!req.destroyed) log.warn({ err: error }, 'a page could not be fetched');
        unavailable(res, 502);
      });
    },
    async upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      setForwarded(req);
      await proxy.ws(req, socket as never, {}, head).catch(() => socket.destroy());
    },
  };
}

/** Says that pages cannot be had now. */
export function unavailable(res: ServerResponse, status: number): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2', 'cache-control': 'no-store' });
  res.end('잠시 뒤 다시 시도해 주세요. Please try again in a moment.\n');
}
