import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

const files = { door: 'door-worker.mjs', tickets: 'tickets-worker.mjs' };
const scripts = new Map<string, Buffer>();

/**
 * Sends the service worker of the pages below /door or /reservations, which may only connect to this
 * site.
 */
export function sendWorker(res: ServerResponse, pages: keyof typeof files): void {
  const script =
    scripts.get(pages) ?? readFileSync(new URL(`../pages/${files[pages]}`, import.meta.url));
  scripts.set(pages, script);
  res
    .writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': "default-src 'none';connect-src 'self';frame-ancestors 'none'",
      'service-worker-allowed': '/', // the pages in another language have the same worker
      'cache-control': 'no-cache',
      'content-length': script.byteLength,
    })
    .end(script);
}
