import { LRUCache } from 'lru-cache';
import { decode } from 'next-auth/jwt';
import { cookieName } from '../config/cookie-name.ts';
import { env } from '../config/env.ts';
import { markUsed } from '../revocation/last-seen.ts';
import { isValid } from '../revocation/revocation.ts';

/** The sign-in that a valid session or access token proves. */
export interface SignIn {
  userId: string;
  /** Identifies the session or access token for its whole life. */
  credentialId: string;
  /** Time of the sign-in in seconds since the Unix epoch; 0 if unknown. */
  signedInAt: number;
}

interface DecryptedSession {
  signIn: SignIn;
  /** Expiry in seconds since the Unix epoch. */
  exp: number | undefined;
  /** Version of the user's credentials at the sign-in. */
  version: number;
}

// Decrypting a session cookie costs more than the rest of a poll, and browsers send the same cookie
// with each poll. The key is the whole cookie, so that only an identical cookie hits the cache. The
// cache excludes invalid cookies, because invalid cookies could evict valid cookies.
const decrypted = new LRUCache<string, DecryptedSession>({ max: 20_000, ttl: 60_000 });

/**
 * Returns next-auth's session cookie, or null. Joins the numbered parts if next-auth has split the
 * cookie.
 */
function sessionCookie(header: string): string | null {
  const name = cookieName('next-auth.session-token');
  const pairs = header
    .split(/;\s*/)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  const parts = pairs
    .filter(([key]) => key === name || key.startsWith(`${name}.`))
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return parts.length === 0 ? null : parts.map(([, value]) => value).join('');
}

/**
 * Returns the session from a Cookie header; null if it is invalid, expired, revoked or ended.
 * Decrypts a valid session at most once a minute.
 */
export async function readSession(
  header: string,
  clock: () => number = Date.now,
): Promise<SignIn | null> {
  const token = sessionCookie(header);
  if (token === null) return null;
  const session = await decrypt(token, clock);
  if (session === null) return null;
  const { signIn, version } = session;
  if (!isValid({ ...signIn, version })) return null;
  markUsed(signIn.credentialId);
  return signIn;
}

async function decrypt(token: string, clock: () => number): Promise<DecryptedSession | null> {
  const known = decrypted.get(token);
  if (known?.exp !== undefined && clock() < known.exp * 1000) return known;
  // Every decryption error means an invalid session.
  const session = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  if (session === null) return null;
  const credential = credentialOf(session);
  if (credential === null) return null;
  const { version, ...signIn } = credential;
  const decoded = { signIn, exp: number(session['exp']), version };
  if (decoded.exp !== undefined) decrypted.set(token, decoded);
  return decoded;
}

/** Reads the claims of a session. A session that next-auth has not renewed has its first `jti`. */
export function credentialOf(
  claims: Record<string, unknown>,
): (SignIn & { version: number }) | null {
  const { sub, sid, jti, auth_time: authTime, iat, ver } = claims;
  const [userId, credentialId] = [text(sub), text(sid) ?? text(jti)];
  if (userId === undefined || credentialId === undefined) return null;
  const signedInAt = number(authTime) ?? number(iat) ?? 0;
  return { userId, credentialId, signedInAt, version: number(ver) ?? 0 };
}

/**
 * Returns the claims of a renewed session. next-auth gives each renewed cookie a new `jti` and
 * `iat`, so the first ones stay as `sid` and `auth_time`.
 */
export function renewedClaims(claims: Record<string, unknown>): Record<string, unknown> {
  const { sub, sid, jti, auth_time: authTime, iat, ver } = claims;
  return { sub, sid: sid ?? jti, auth_time: authTime ?? iat, ...(ver !== undefined && { ver }) };
}

const text = (claim: unknown) => (typeof claim === 'string' ? claim : undefined);
const number = (claim: unknown) => (typeof claim === 'number' ? claim : undefined);
