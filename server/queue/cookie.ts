import { cookieName } from '../cookie-name.ts';
import type { Db } from '../db.ts';
import { isSecureSite } from '../env.ts';
import { log } from '../log.ts';
import { type Place, placeHasEnded, verifyQueueToken } from './token.ts';

/** The most queue tokens that a browser keeps: each costs about 330 bytes of every request. */
const queueCookiesMax = 10;

const prefix = () => cookieName('jari-queue-');

/** The browser's queue tokens: one HttpOnly cookie per concert, so that server-rendered pages see whose turn it is. */
const nameOf = (concertId: number) => `${prefix()}${String(concertId)}`;

/** The token that a request presents: the x-queue-token header, else the concert's cookie. */
export function presentedToken(header: (name: string) => string | undefined, concertId: number): string | undefined {
  const shown = header('x-queue-token');
  const cookies = shown === undefined ? header('cookie') : undefined;
  if (cookies === undefined) return shown;
  const name = `${nameOf(concertId)}=`;
  return cookies
    .split(/;\s*/)
    .find((pair) => pair.startsWith(name))
    ?.slice(name.length);
}

/** A Set-Cookie value that keeps the token until `endsAt` (ms). */
export function queueCookie(concertId: number, token: string, endsAt: number): string {
  const secure = isSecureSite() ? '; Secure' : '';
  return `${nameOf(concertId)}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${new Date(endsAt).toUTCString()}${secure}`;
}

/** A Set-Cookie value that deletes the concert's token. */
const deletedQueueCookie = (concertId: number): string => queueCookie(concertId, '', 0);

interface Kept {
  concertId: number;
  /** Null for a token that we did not sign. */
  place: (Place & { issuedAt: number }) | null;
}

/** The queue cookies of a Cookie header. */
function keptIn(cookies: string): Kept[] {
  const name = prefix();
  return cookies.split(/;\s*/).flatMap((pair): Kept[] => {
    const [, digits, token] = pair.startsWith(name) ? (/^([1-9]\d{0,9})=(.*)$/.exec(pair.slice(name.length)) ?? []) : [];
    if (digits === undefined || token === undefined) return [];
    const place = verifyQueueToken(token);
    return [{ concertId: Number(digits), place: place?.concertId === Number(digits) ? place : null }];
  });
}

/** Those places that PostgreSQL knows as ended, by concert. Reading them is no presence and no claim. */
async function endedAmong(db: Db, places: Place[]): Promise<Set<number>> {
  if (places.length === 0) return new Set();
  const buyers = await db.buyer.findMany({
    where: { OR: places.map(({ userId, concertId }) => ({ userId, concertId })) },
    select: { userId: true, concertId: true, endedEpoch: true, endedNumber: true },
  });
  const ended = places.filter((place) => {
    const buyer = buyers.find(({ userId, concertId }) => userId === place.userId && concertId === place.concertId);
    return buyer !== undefined && placeHasEnded(buyer, place);
  });
  return new Set(ended.map(({ concertId }) => concertId));
}

/**
 * The concerts whose queue cookie the browser should delete: those of ended places and of tokens that we did not sign, and the
 * oldest beyond `max`. A live place loses nothing by it: joining again returns the same place.
 */
async function queueCookiesToDelete(db: Db, kept: Kept[], max: number): Promise<number[]> {
  const places = kept.flatMap(({ place }) => (place === null ? [] : [place]));
  const ended = await endedAmong(db, places);
  // Tokens tell seconds. Of those of one second, a browser sends the older first (RFC 6265, 5.4).
  const newestFirst = places.toReversed().sort((a, b) => b.issuedAt - a.issuedAt);
  const live = newestFirst.filter(({ concertId }) => !ended.has(concertId));
  const remaining = new Set(live.slice(0, max).map(({ concertId }) => concertId));
  return [...new Set(kept.map(({ concertId }) => concertId))].filter((concertId) => !remaining.has(concertId));
}

interface Asking {
  db: Db;
  request: { header(name: string): string | undefined; setCookie(value: string): void };
}

/**
 * Deletes the queue cookies that a browser has no more use for, so that they never fill its requests. `joined`: the concert whose
 * cookie this response sets. Never throws: the response tells what has been committed, and a later one can delete them.
 */
export async function tidyQueueCookies({ db, request }: Asking, joined?: number): Promise<void> {
  const kept = keptIn(request.header('cookie') ?? '').filter(({ concertId }) => concertId !== joined);
  if (kept.length === 0) return;
  const max = queueCookiesMax - (joined === undefined ? 0 : 1);
  try {
    for (const concertId of await queueCookiesToDelete(db, kept, max)) request.setCookie(deletedQueueCookie(concertId));
  } catch (error) {
    log.warn({ err: error }, 'could not delete ended queue cookies');
  }
}

/** Deletes the cookie of a concert's place that has ended, where the request presented it. */
export function deleteEndedCookie({ request }: Pick<Asking, 'request'>, concertId: number): void {
  if (request.header('x-queue-token') !== undefined) return;
  if (presentedToken((name) => request.header(name), concertId) !== undefined) request.setCookie(deletedQueueCookie(concertId));
}
