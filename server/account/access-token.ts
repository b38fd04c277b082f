import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { env } from '../config/env.ts';

const audience = 'jari-api';
const claims = z.object({ sub: z.string() });

// Access tokens have their own derived key, so that no session cookie is a valid access token.
const keyFrom = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'jari access token', 32));

/** Returns an access token (JWS with HS256) for a REST client. `secret` is NEXTAUTH_SECRET. */
export function signAccessToken(userId: string, secret: string, seconds = 86_400): string {
  const sign = createSigner({
    algorithm: 'HS256',
    key: keyFrom(secret),
    aud: audience,
    expiresIn: seconds * 1000,
  });
  return sign({ sub: userId });
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

/** Returns the token's user id; null if the token is invalid or expired. */
export function verifyAccessToken(token: string): string | null {
  try {
    const verify = (made ??= makeVerifier());
    return claims.safeParse(verify(token)).data?.sub ?? null;
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
