import { verifyAccessToken } from '../account/access-token.ts';
import { readSession, type SignIn } from '../account/session.ts';
import { refuse } from '../errors/refusal.ts';
import { presentedToken } from '../queue/cookie/cookie.ts';
import { verifyQueueToken } from '../queue/token/token.ts';
import { isSameOrigin } from './csrf.ts';
import type { ClientRequest } from './request.ts';

/** `invalid` means that the presented credential has expired or lacks this server's signature. */
export type Credential<T extends object> = 'absent' | 'invalid' | T;

export interface User {
  userId: string;
}
export interface QueueToken extends User {
  token: string;
  place: NonNullable<ReturnType<typeof verifyQueueToken>>;
}

/** Parses each credential of a request at most once, at first use. */
export class Credentials {
  readonly #header: ClientRequest['header'];
  #accessToken: Credential<SignIn> | undefined;
  #bearerQueueToken: Credential<QueueToken> | undefined;
  #headerQueueToken: Credential<QueueToken> | undefined;
  #session: Promise<Credential<SignIn>> | undefined;

  constructor(header: ClientRequest['header']) {
    this.#header = header;
  }

  /** The access token in Authorization, or `invalid` for a scheme other than Bearer. */
  get accessToken(): Credential<SignIn> {
    return (this.#accessToken ??= this.#parseAccessToken());
  }

  /** The queue token in Authorization, which REST accepts in place of an access token. */
  get bearerQueueToken(): Credential<QueueToken> {
    return (this.#bearerQueueToken ??= parseQueueToken(this.#bearer()));
  }

  /**
   * Prefers the queue token in X-Queue-Token to the concert's cookie. Ignores the cookie if the
   * request has an Authorization header.
   */
  queueToken(concertId?: number): Credential<QueueToken> {
    this.#headerQueueToken ??= parseQueueToken(this.#header('x-queue-token'));
    if (this.#headerQueueToken !== 'absent' || concertId === undefined)
      return this.#headerQueueToken;
    return this.accessToken === 'absent'
      ? parseQueueToken(presentedToken(this.#header, concertId))
      : 'absent';
  }

  /** A session cookie that next-auth cannot decrypt counts as `absent`. */
  session(): Promise<Credential<SignIn>> {
    return (this.#session ??= readSession(this.#header('cookie') ?? '').then(
      (session) => session ?? 'absent',
    ));
  }

  /** The access token, otherwise the session; null without a valid one. */
  async signIn(): Promise<SignIn | null> {
    const credential = this.accessToken === 'absent' ? await this.session() : this.accessToken;
    return valueOf(credential) ?? null;
  }

  #parseAccessToken(): Credential<SignIn> {
    if (this.#header('authorization') === undefined) return 'absent';
    const token = this.#bearer();
    return (token === undefined ? null : verifyAccessToken(token)) ?? 'invalid';
  }

  #bearer(): string | undefined {
    return /^Bearer ([^\s]+)$/i.exec(this.#header('authorization') ?? '')?.[1];
  }
}

/** Returns undefined for an absent or invalid credential. */
export function valueOf<T extends object>(credential: Credential<T>): T | undefined {
  return typeof credential === 'string' ? undefined : credential;
}

/** Refusals: QUEUE_TOKEN_MISSING, QUEUE_TOKEN_INVALID. */
export function requireQueueToken(credential: Credential<QueueToken>): QueueToken {
  if (credential === 'absent') refuse('QUEUE_TOKEN_MISSING');
  if (credential === 'invalid') refuse('QUEUE_TOKEN_INVALID');
  return credential;
}

function parseQueueToken(token: string | undefined): Credential<QueueToken> {
  if (token === undefined) return 'absent';
  const place = verifyQueueToken(token);
  return place === null ? 'invalid' : { token, place, userId: place.userId };
}

/**
 * Returns the user id from the access token, otherwise from the session, otherwise null. Pages of
 * other sites cannot change state with a user's session. Refusals: NOT_SIGNED_IN for an invalid
 * access token; CROSS_SITE; NOT_YOURS if the requesting page names another user in `x-jari-viewer`.
 */
export async function identify(
  credentials: Credentials,
  request: Pick<ClientRequest, 'method' | 'header'>,
): Promise<string | null> {
  const { accessToken } = credentials;
  if (accessToken === 'invalid') refuse('NOT_SIGNED_IN');
  if (accessToken !== 'absent') return accessToken.userId;
  if (request.header('cookie') === undefined) return null;
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request))
    refuse('CROSS_SITE');
  const userId = valueOf(await credentials.session())?.userId ?? null;
  const viewer = request.header('x-jari-viewer');
  if (userId !== null && viewer !== undefined && viewer !== userId) refuse('NOT_YOURS');
  return userId;
}
