import { refuse } from '../errors/refusal.ts';
import type { ClientRequest } from './request.ts';

/**
 * Refuses cross-site requests that have cookies and can change state. An Authorization header does
 * not exempt a request, because Next still obeys the request's cookies. With `form`, accepts a
 * request without Origin and Sec-Fetch-Site, because the form contains a CSRF token. Refusal:
 * CROSS_SITE.
 */
export function refuseCsrf(request: ClientRequest, { form }: { form: boolean }): void {
  if (
    request.method === 'GET' ||
    request.method === 'HEAD' ||
    request.header('cookie') === undefined
  )
    return;
  if (isSameOrigin(request) || (form && siteOf(request) === 'unknown')) return;
  refuse('CROSS_SITE');
}

/**
 * Refuses a download with cookies that a page of another site starts. Accepts the address bar and
 * bookmarks, because only their user starts them. Refusal: CROSS_SITE.
 */
export function refuseForeignDownload(request: ClientRequest): void {
  const isProgram = request.header('authorization') !== undefined;
  if (isProgram || request.header('sec-fetch-site') === 'none') return;
  if (siteOf(request) === 'foreign') refuse('CROSS_SITE');
}

type Headers = Pick<ClientRequest, 'header'>;

/**
 * Returns true for a request from Jari's own pages. Also accepts JSON without Origin and
 * Sec-Fetch-Site, which only clients other than browsers send.
 */
export function isSameOrigin(request: Headers): boolean {
  const site = siteOf(request);
  return (
    site === 'own' ||
    (site === 'unknown' && (request.header('content-type') ?? '').startsWith('application/json'))
  );
}

/**
 * Reads only headers that scripts cannot set. Returns `unknown` for clients that send neither
 * Origin nor Sec-Fetch-Site, such as programs.
 */
export function siteOf(request: Headers): 'own' | 'foreign' | 'unknown' {
  const [origin, site] = [request.header('origin'), request.header('sec-fetch-site')];
  if (site === 'same-origin') return 'own';
  if (origin !== undefined) return isOwn(origin, ownHost(request)) ? 'own' : 'foreign';
  // Treats 'none' as foreign, because the address bar and bookmarks never change state.
  return site === undefined ? 'unknown' : 'foreign';
}

function ownHost({ header }: Headers): string {
  return header('host') ?? '';
}

/**
 * Returns true if an origin is this host with any scheme. Ignores a default port of the host,
 * because an origin always omits default ports.
 */
function isOwn(origin: string, host: string): boolean {
  const [theirs, ours] = [
    URL.parse(origin),
    URL.parse(`${URL.parse(origin)?.protocol ?? ''}//${host}`),
  ];
  return (
    theirs !== null &&
    ours !== null &&
    theirs.host !== '' &&
    theirs.host === ours.host &&
    theirs.origin === origin
  );
}
