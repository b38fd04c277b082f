import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { hkdfSync, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { env } from '../config/env.ts';
import { keyIdOf } from '../config/key-id.ts';
import { markUsed } from '../revocation/last-seen.ts';
import { isValid } from '../revocation/revocation.ts';
import type { SignIn } from './session.ts';

const audience = 'jari-api';
const claims = z.object({
  sub: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  ver: z.int().default(0),
});

// Access tokens have their own derived key, so that no session cookie is a valid access token.
const keyFrom = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'jari access token', 32));

/**
 * Returns an access token (JWS with HS256) for a REST client. No two tokens are equal. `secret` is
 * NEXTAUTH_SECRET; `version` is that of the user's credentials, and `id` that of the sign-in.
 */
export function signAccessToken(
  userId: string,
  secret: string,
  seconds = 86_400,
  version = 0,
  id: string = randomUUID(),
): string {
  const sign = createSigner({
    algorithm: 'HS256',
    key: keyFrom(secret),
    aud: audience,
    expiresIn: seconds * 1000,
  });
  return sign({ sub: userId, jti: id, ...(version > 0 && { ver: version }) });
}

let made: ReturnType<typeof makeVerifier> | undefined;

function makeVerifier() {
  const key = keyFrom(env().NEXTAUTH_SECRET);
  return createVerifier({
    algorithms: ['HS256'],
    key,
    allowedAud: audience,
    requiredClaims: ['aud', 'exp'],
  });
}

// Caches the users of tokens, because a client presents the same token with every request. The cache
// key is the whole token. The cache holds only tokens that Jari signed. A full cache takes about
// 30 MB.
const known = new LRUCache<string, SignIn & { exp: number; version: number }>({ max: 100_000 });

/** Returns the sign-in of a token; null if the token is invalid, expired, revoked or ended. */
export function verifyAccessToken(token: string, clock: () => number = Date.now): SignIn | null {
  const signIn = authentic(token, clock);
  if (signIn === null || !isValid(signIn)) return null;
  markUsed(signIn.credentialId);
  return signIn;
}

function authentic(token: string, clock: () => number): (SignIn & { version: number }) | null {
  const cached = known.get(token);
  if (cached !== undefined) return clock() < cached.exp * 1000 ? cached : null;
  if (keyIdOf(token) !== undefined) return null; // a queue token
  try {
    const verify = (made ??= makeVerifier());
    const { data } = claims.safeParse(verify(token));
    if (data === undefined) return null;
    const { sub: userId, jti: credentialId, iat: signedInAt, exp, ver: version } = data;
    const signIn = { userId, credentialId, signedInAt, exp, version };
    known.set(token, signIn);
    return signIn;
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
