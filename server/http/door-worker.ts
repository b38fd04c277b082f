import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

const file = new URL('../pages/door-worker.mjs', import.meta.url);
let script: Buffer | undefined;

/** Sends the service worker of the pages below /door, which may only connect to this site. */
export function sendDoorWorker(res: ServerResponse): void {
  script ??= readFileSync(file);
  res
    .writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': "default-src 'none';connect-src 'self';frame-ancestors 'none'",
      'service-worker-allowed': '/', // `/en/door` has the same worker
      'cache-control': 'no-cache',
      'content-length': script.byteLength,
    })
    .end(script);
}
