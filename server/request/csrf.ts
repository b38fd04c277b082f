import { refuse } from '../errors/refusal.ts';
import type { ClientRequest } from './request.ts';

/**
 * Whatever may change something and carries a cookie comes from our own pages; what Next answers heeds cookies whether or not there
 * is an Authorization header. `form`: it is proved by a token in the form, so a program that says nothing of where it is may send it.
 * Refusal: CROSS_SITE.
 */
export function refuseCrossSite(request: ClientRequest, { form }: { form: boolean }): void {
  if (
    request.method === 'GET' ||
    request.method === 'HEAD' ||
    request.header('cookie') === undefined
  )
    return;
  if (isSameOrigin(request) || (form && siteOf(request) === 'untold')) return;
  refuse('CROSS_SITE');
}

type Told = Pick<ClientRequest, 'header'>;

/** Whether a request that carries cookies was made by our own pages, or by a program that sends neither header. */
export function isSameOrigin(request: Told): boolean {
  const site = siteOf(request);
  return (
    site === 'own' ||
    (site === 'untold' && (request.header('content-type') ?? '').startsWith('application/json'))
  );
}

/** Whose page made a request, by what browsers say of it and scripts cannot change; programs say nothing. */
export function siteOf(request: Told): 'own' | 'foreign' | 'untold' {
  const [origin, site] = [request.header('origin'), request.header('sec-fetch-site')];
  if (site === 'same-origin') return 'own';
  if (origin !== undefined) return isOwn(origin, ownHost(request)) ? 'own' : 'foreign';
  return site === undefined ? 'untold' : 'foreign'; // 'none' is a person's own doing, which changes nothing here
}

/** The host that the client asked for. */
function ownHost({ header }: Told): string {
  return header('host') ?? '';
}

/** An origin is a scheme and a host, and nothing more; a port that is the scheme's own may be left out on either side. */
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
