import type { IncomingMessage, ServerResponse } from 'node:http';

const oneYearSeconds = 31_536_000;

interface ImmutableFile {
  etag: string;
  /** Media type. */
  type: string;
  bytes: Uint8Array;
  /** Further headers. */
  headers?: Record<string, string>;
}

/** Sends a file whose content never changes at its path, or 304 to a caller that has it. */
export function sendImmutable(
  req: IncomingMessage,
  res: ServerResponse,
  { etag, type, bytes, headers = {} }: ImmutableFile,
): void {
  const caching = {
    ...headers,
    etag,
    'cache-control': `public, max-age=${String(oneYearSeconds)}, immutable`,
  };
  if (isKnown(etag, req.headers['if-none-match'])) return void res.writeHead(304, caching).end();
  const head = { ...caching, 'content-type': type, 'content-length': bytes.byteLength };
  res.writeHead(200, head).end(bytes);
}

/** Compares weakly, as RFC 9110 requires for If-None-Match. */
const isKnown = (etag: string, ifNoneMatch = ''): boolean =>
  ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');
