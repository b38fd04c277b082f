import { refuse } from '../errors/refusal.ts';
import type { ClientRequest } from './request.ts';

/**
 * Refuses a request that can change state and carries a cookie, unless Jari's own pages sent it. An
 * Authorization header does not exempt a request, because Next obeys the request's cookies anyway.
 * With `form`, a request may lack both Origin and Sec-Fetch-Site, because a token in the form
 * proves the form's origin. Refusal: CROSS_SITE.
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

type Headers = Pick<ClientRequest, 'header'>;

/**
 * Returns true if Jari's own pages sent a request, or a program that sends JSON without Origin and
 * Sec-Fetch-Site.
 */
export function isSameOrigin(request: Headers): boolean {
  const site = siteOf(request);
  return (
    site === 'own' ||
    (site === 'unknown' && (request.header('content-type') ?? '').startsWith('application/json'))
  );
}

/**
 * Returns the site whose page sent a request, by headers that scripts cannot set. Programs send
 * neither Origin nor Sec-Fetch-Site.
 */
export function siteOf(request: Headers): 'own' | 'foreign' | 'unknown' {
  const [origin, site] = [request.header('origin'), request.header('sec-fetch-site')];
  if (site === 'same-origin') return 'own';
  if (origin !== undefined) return isOwn(origin, ownHost(request)) ? 'own' : 'foreign';
  // 'none' means the address bar or a bookmark, which never changes state.
  return site === undefined ? 'unknown' : 'foreign';
}

function ownHost({ header }: Headers): string {
  return header('host') ?? '';
}

/**
 * Returns true if an origin consists of a scheme and this host. The host may state a default port,
 * which an origin always omits.
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
