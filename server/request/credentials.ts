import { verifyAccessToken } from '../account/access-token.ts';
import { sessionUserId } from '../account/session.ts';
import { refuse } from '../errors/refusal.ts';
import { isSameOrigin } from './csrf.ts';
import type { ClientRequest } from './request.ts';

/**
 * Who is calling. With a cookie, whatever may change state must come from our own pages. Refusals: NOT_SIGNED_IN for an access token that is not valid,
 * CROSS_SITE, NOT_YOURS where the session is not the one of the person whom the calling page is shown to (`x-jari-viewer`).
 */
export async function identify(
  request: Pick<ClientRequest, 'method' | 'header'>,
): Promise<string | null> {
  const authorization = request.header('authorization');
  if (authorization !== undefined) {
    const token = bearerOf(authorization);
    return (token === undefined ? null : verifyAccessToken(token)) ?? refuse('NOT_SIGNED_IN');
  }
  const cookie = request.header('cookie');
  if (cookie === undefined) return null;
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request))
    refuse('CROSS_SITE');
  const userId = await sessionUserId(cookie);
  const viewer = request.header('x-jari-viewer');
  if (userId !== null && viewer !== undefined && viewer !== userId) refuse('NOT_YOURS');
  return userId;
}

/** The token of an Authorization header; undefined where it is of another kind. */
export const bearerOf = (authorization: string): string | undefined =>
  /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
