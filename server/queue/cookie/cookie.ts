import { cookieName } from '../../config/cookie-name.ts';
import type { Db } from '../../database/db.ts';
import { isSecureSite } from '../../config/env.ts';
import { log } from '../../config/log.ts';
import { isWaitingInMemory } from '../snapshot/queue-snapshot.ts';
import { type Place, placeHasEnded, verifyQueueToken } from '../token/token.ts';

/**
 * Maximum number of queue tokens per browser, because each token adds about 330 bytes to every
 * request.
 */
const queueCookiesMax = 10;

const prefix = () => cookieName('jari-queue-');

/** Returns the name of the HttpOnly cookie by which server-rendered pages check the user's turn. */
const nameOf = (concertId: number) => `${prefix()}${String(concertId)}`;

/**
 * Returns the token that a request presents: the x-queue-token header, else the concert's cookie.
 */
export function presentedToken(
  header: (name: string) => string | undefined,
  concertId: number,
): string | undefined {
  const presented = header('x-queue-token');
  const cookies = presented === undefined ? header('cookie') : undefined;
  if (cookies === undefined) return presented;
  const name = `${nameOf(concertId)}=`;
  return cookies
    .split(/;\s*/)
    .find((pair) => pair.startsWith(name))
    ?.slice(name.length);
}

/** Returns a Set-Cookie value that keeps the token until `endsAt` (ms). */
export function queueCookie(concertId: number, token: string, endsAt: number): string {
  const secure = isSecureSite() ? '; Secure' : '';
  return `${nameOf(concertId)}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${new Date(endsAt).toUTCString()}${secure}`;
}

interface QueueCookie {
  concertId: number;
  /** Null if Jari did not sign the token, or signed it for another concert. */
  place: (Place & { issuedAt: number }) | null;
}

/** Verifies the token of each queue cookie in a Cookie header. */
function queueCookiesIn(cookies: string): QueueCookie[] {
  const name = prefix();
  return cookies.split(/;\s*/).flatMap((pair): QueueCookie[] => {
    const [, digits, token] = pair.startsWith(name)
      ? (/^([1-9]\d{0,9})=(.*)$/.exec(pair.slice(name.length)) ?? [])
      : [];
    if (digits === undefined || token === undefined) return [];
    const place = verifyQueueToken(token);
    return [
      { concertId: Number(digits), place: place?.concertId === Number(digits) ? place : null },
    ];
  });
}

/** Returns true if memory proves that each queue cookie, except the concert's, is useful. */
export function othersAreLive(cookies: string, concertId: number): boolean {
  const others = queueCookiesIn(cookies).filter((cookie) => cookie.concertId !== concertId);
  return (
    others.length < queueCookiesMax &&
    others.every(({ place }) => place !== null && isWaitingInMemory(place))
  );
}

/**
 * Returns the concerts whose place PostgreSQL knows as ended. The query neither marks a place as
 * seen nor claims a place.
 */
async function endedAmong(db: Db, known: Place[]): Promise<Set<number>> {
  const places = known.filter((place) => !isWaitingInMemory(place));
  if (places.length === 0) return new Set();
  const buyers = await db.buyer.findMany({
    where: { OR: places.map(({ userId, concertId }) => ({ userId, concertId })) },
    select: { userId: true, concertId: true, endedEpoch: true, endedNumber: true },
  });
  const ended = places.filter((place) => {
    const buyer = buyers.find(
      ({ userId, concertId }) => userId === place.userId && concertId === place.concertId,
    );
    return buyer !== undefined && placeHasEnded(buyer, place);
  });
  return new Set(ended.map(({ concertId }) => concertId));
}

/**
 * Returns the concerts whose queue cookie the browser should delete: ended places, tokens without
 * Jari's signature, and the oldest places beyond `max`. A live place loses nothing without its
 * cookie, because joining again returns the same place.
 */
async function queueCookiesToDelete(db: Db, kept: QueueCookie[], max: number): Promise<number[]> {
  const places = kept.flatMap(({ place }) => (place === null ? [] : [place]));
  const ended = await endedAmong(db, places);
  // `issuedAt` has a resolution of 1 s. Of two cookies from the same second, a browser sends the
  // older cookie first (RFC 6265, 5.4).
  const newestFirst = places.toReversed().sort((a, b) => b.issuedAt - a.issuedAt);
  const live = newestFirst.filter(({ concertId }) => !ended.has(concertId));
  const remaining = new Set(live.slice(0, max).map(({ concertId }) => concertId));
  return [...new Set(kept.map(({ concertId }) => concertId))].filter(
    (concertId) => !remaining.has(concertId),
  );
}

interface Headers {
  header(name: string): string | undefined;
  setCookie(value: string): void;
}

/**
 * Tracks the queue cookies that a request's calls set, delete or confirm as live. REST and its
 * event streams ignore cookies and delete none.
 */
export class QueueCookies {
  readonly #request: Headers;
  /** Concerts whose cookie the response sets. */
  readonly #set = new Set<number>();
  readonly #deleted = new Set<number>();
  /** Concerts whose presented place this request proved live. */
  readonly #live = new Set<number>();

  constructor(request: Headers) {
    this.#request = request;
  }

  /** Sets the concert's cookie until `endsAt` (ms). */
  set(concertId: number, token: string, endsAt: number): void {
    this.#set.add(concertId);
    this.#request.setCookie(queueCookie(concertId, token, endsAt));
  }

  /** Spares `tidy` a query for a presented place that this request proved live. */
  confirm(concertId: number): void {
    if (this.#presents(concertId)) this.#live.add(concertId);
  }

  /** Forgets all confirmations, because a call of this request may have ended a place. */
  recheck(): void {
    this.#live.clear();
  }

  /** Deletes the concert's cookie, unless the request presents a token in a header. */
  delete(concertId: number): void {
    if (!this.#presents(concertId) || this.#deleted.has(concertId)) return;
    this.#deleted.add(concertId);
    this.#request.setCookie(queueCookie(concertId, '', 0));
  }

  /**
   * Deletes useless queue cookies, which would enlarge every request of the browser. The caller
   * must run `tidy` after all other calls of the request. Never throws, because a later response
   * can still delete the cookies.
   */
  async tidy(db: Db): Promise<void> {
    const settled = new Set([...this.#set, ...this.#live]);
    const others = queueCookiesIn(this.#request.header('cookie') ?? '').filter(
      ({ concertId }) => !settled.has(concertId) && !this.#deleted.has(concertId),
    );
    if (others.length === 0) return;
    try {
      const max = queueCookiesMax - settled.size;
      for (const concertId of await queueCookiesToDelete(db, others, max))
        this.#request.setCookie(queueCookie(concertId, '', 0));
    } catch (error) {
      log.warn({ err: error }, 'could not delete ended queue cookies');
    }
  }

  #presents(concertId: number): boolean {
    if (this.#request.header('x-queue-token') !== undefined) return false;
    return presentedToken((name) => this.#request.header(name), concertId) !== undefined;
  }
}
