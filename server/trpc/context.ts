import { verifyAccessToken } from '../account/access-token.ts';
import { sessionUserId } from '../account/session.ts';
import { type Db, db } from '../db.ts';
import { refuse } from '../errors.ts';
import { type Store, redis } from '../redis.ts';

/** What a procedure may know of the request, whatever carried it. */
export interface CallerRequest {
  method: string;
  /** Where it came from, as an IP address. */
  address: string;
  header(name: string): string | undefined;
  /** Appends one whole Set-Cookie value. */
  setCookie(value: string): void;
}

export interface Context {
  db: Db;
  redis: Store;
  request: CallerRequest;
  /** The person whose session or access token came with the request, or null. Refuses as `callerOf` does. */
  identify(): Promise<string | null>;
}

/** With an Authorization header cookies are ignored: who sends one is a program, and says all in headers. */
export function createContext(given: CallerRequest): Context {
  const request =
    given.header('authorization') === undefined
      ? given
      : { ...given, header: (name: string) => (name === 'cookie' ? undefined : given.header(name)) };
  return { db: db(), redis: redis(), request, identify: () => callerOf(request) };
}

/**
 * Who is calling. With a cookie, whatever may change state must come from our own pages. Refusals: NOT_SIGNED_IN for an access token that is not valid,
 * CROSS_SITE, NOT_YOURS where the session is not the one of the person whom the calling page is shown to (`x-jari-viewer`).
 */
export async function callerOf(request: Pick<CallerRequest, 'method' | 'header'>): Promise<string | null> {
  const authorization = request.header('authorization');
  if (authorization !== undefined) {
    const token = bearerOf(authorization);
    return (token === undefined ? null : verifyAccessToken(token)) ?? refuse('NOT_SIGNED_IN');
  }
  const cookie = request.header('cookie');
  if (cookie === undefined) return null;
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request)) refuse('CROSS_SITE');
  const userId = await sessionUserId(cookie);
  const viewer = request.header('x-jari-viewer');
  if (userId !== null && viewer !== undefined && viewer !== userId) refuse('NOT_YOURS');
  return userId;
}

/** The token of an Authorization header; undefined where it is of another kind. */
export const bearerOf = (authorization: string): string | undefined => /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];

type Told = Pick<CallerRequest, 'header'>;

/** Whether a request that carries cookies was made by our own pages, or by a program that sends neither header. */
export function isSameOrigin(request: Told): boolean {
  const site = siteOf(request);
  return site === 'own' || (site === 'untold' && (request.header('content-type') ?? '').startsWith('application/json'));
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
  const [theirs, ours] = [URL.parse(origin), URL.parse(`${URL.parse(origin)?.protocol ?? ''}//${host}`)];
  return theirs !== null && ours !== null && theirs.host !== '' && theirs.host === ours.host && theirs.origin === origin;
}
