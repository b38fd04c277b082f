import { LRUCache } from 'lru-cache';
import { decode } from 'next-auth/jwt';
import { cookieName } from '../config/cookie-name.ts';
import { env } from '../config/env.ts';

interface DecryptedSession {
  userId: string;
  /** Expiry in seconds since the Unix epoch. */
  exp: number;
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
 * Returns the session's user id from a Cookie header; null if the session is invalid or expired.
 * Decrypts a valid session at most once a minute.
 */
export async function sessionUserId(
  header: string,
  clock: () => number = Date.now,
): Promise<string | null> {
  const token = sessionCookie(header);
  if (token === null) return null;
  const known = decrypted.get(token);
  if (known !== undefined && clock() < known.exp * 1000) return known.userId;
  // Every decryption error means an invalid session.
  const session = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const userId = session?.sub ?? null;
  const exp = session?.['exp'];
  if (userId !== null && typeof exp === 'number') decrypted.set(token, { userId, exp });
  return userId;
}
