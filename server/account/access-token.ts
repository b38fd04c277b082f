import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { env } from '../env.ts';

const audience = 'jari-api';

// A key of its own kind: a session cookie is sealed by another, so neither passes for the other.
const derived = new Map<string, Uint8Array>();
function keyFrom(secret: string): Uint8Array {
  const key = derived.get(secret) ?? new Uint8Array(hkdfSync('sha256', secret, '', 'jari access token', 32));
  derived.set(secret, key);
  return key;
}

/** Says who somebody is, to programs: JWS, HS256. `secret` is NEXTAUTH_SECRET. */
export function signAccessToken(userId: string, secret: string, seconds = 86_400): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${String(seconds)}s`)
    .sign(keyFrom(secret));
}

/** The person that a token names, or null for one that is not ours, or over. */
export async function verifyAccessToken(token: string): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(token, keyFrom(env().NEXTAUTH_SECRET), { audience, algorithms: ['HS256'] });
    return payload.sub ?? null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
