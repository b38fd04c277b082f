import { refuse } from '../errors/refusal.ts';
import type { ClientRequest } from './request.ts';

/**
 * A request that may change state and carries a cookie must come from our own pages. Next obeys
 * cookies even beside an Authorization header. `form`: a token in the form proves it, so a client
 * that sends neither Origin nor Sec-Fetch-Site may send it. Refusal: CROSS_SITE.
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

/** Whether our own pages sent a request, or a program that sends JSON and neither header. */
export function isSameOrigin(request: Headers): boolean {
  const site = siteOf(request);
  return (
    site === 'own' ||
    (site === 'unknown' && (request.header('content-type') ?? '').startsWith('application/json'))
  );
}

/** The site whose page sent a request, by headers that scripts cannot set. Programs send none. */
export function siteOf(request: Headers): 'own' | 'foreign' | 'unknown' {
  const [origin, site] = [request.header('origin'), request.header('sec-fetch-site')];
  if (site === 'same-origin') return 'own';
  if (origin !== undefined) return isOwn(origin, ownHost(request)) ? 'own' : 'foreign';
  // 'none': the address bar or a bookmark, which never changes state.
  return site === undefined ? 'unknown' : 'foreign';
}

function ownHost({ header }: Headers): string {
  return header('host') ?? '';
}

/** Whether an origin has this host and nothing beyond; either side may omit a default port. */
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
