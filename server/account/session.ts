import { LRUCache } from 'lru-cache';
import { decode } from 'next-auth/jwt';
import { cookieName } from '../config/cookie-name.ts';
import { env } from '../config/env.ts';

/** A session that we have opened. */
interface Opened {
  userId: string;
  /** When it is over, in seconds. */
  exp: number;
}

// A browser that waits shows the same cookie at every poll, and opening one costs more than all the rest of a poll. By the whole
// cookie, so that nothing but the very same is taken for it; what cannot be opened is not kept, so no stranger can push others out.
const opened = new LRUCache<string, Opened>({ max: 20_000, ttl: 60_000 });

/** next-auth's session cookie; it may be split into numbered parts when it is long. */
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

/** The person whose session a Cookie header carries, or null. A session is opened at most once a minute, and never once it is over. */
export async function sessionUserId(
  header: string,
  clock: () => number = Date.now,
): Promise<string | null> {
  const token = sessionCookie(header);
  if (token === null) return null;
  const known = opened.get(token);
  if (known !== undefined && clock() < known.exp * 1000) return known.userId;
  // Whatever cannot be opened with our key, for whichever reason, is nobody's session.
  const session = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const userId = session?.sub ?? null;
  const exp = session?.['exp'];
  if (userId !== null && typeof exp === 'number') opened.set(token, { userId, exp });
  return userId;
}
