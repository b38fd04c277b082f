import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { staticFiles } from '../pages/next-request.ts';
import type { SecurityHeaders } from '../pages/security-headers.ts';
import { codingFor } from '../request/content-coding.ts';
import { partsOf } from '../request/messages.ts';
import { sendImmutable } from './immutable.ts';

const buildFolder = path.join(import.meta.dirname, '../../.next');
const types: Partial<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Creates a handler for the static files that the build has compressed by Brotli. It holds them in
 * memory (about 0.7 MB). Scripts are 14 % smaller than by gzip, and cost no compression per request.
 * It returns false for every other request, which Next answers: fonts, ranges, unknown files, and
 * clients that do not accept Brotli.
 */
export function createStaticFiles(
  securityHeaders: Pick<SecurityHeaders, 'applyToFile'>,
  folder: string = buildFolder,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  const files = new Map(
    globSync('static/**/*.br', { cwd: folder }).map((name) => {
      const bytes = readFileSync(path.join(folder, name));
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
      const original = name.slice('static/'.length, -'.br'.length).replaceAll(path.sep, '/');
      return [staticFiles + original, { bytes, etag }];
    }),
  );
  return (req, res) => {
    const { path: requested } = partsOf(req.url ?? '');
    const file = files.get(requested);
    const type = types[path.extname(requested)];
    if (file === undefined || type === undefined || req.headers.range !== undefined) return false;
    if (codingFor(req, ['br']) !== 'br') return false;
    securityHeaders.applyToFile(res);
    const headers = { 'content-encoding': 'br', vary: 'Accept-Encoding' };
    sendImmutable(req, res, { ...file, type, headers });
    return true;
  };
}
