import { globSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../pages/service-worker');
let script: Buffer | undefined;

/**
 * Joins the parts of the worker, each in its own scope. Browsers differ in their support of modules in
 * workers, and the parts need no other code.
 */
function joinParts(): Buffer {
  const parts = globSync('*.mjs', { cwd: folder })
    .sort()
    .map((name) => `{\n${readFileSync(path.join(folder, name), 'utf8')}}\n`);
  return Buffer.from(`'use strict';\n${parts.join('')}`);
}

/** Sends the service worker of the site, which may only connect to this site. */
export function sendServiceWorker(res: ServerResponse): void {
  script ??= joinParts();
  res
    .writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': "default-src 'none';connect-src 'self';frame-ancestors 'none'",
      'cache-control': 'no-cache',
      'content-length': script.byteLength,
    })
    .end(script);
}
