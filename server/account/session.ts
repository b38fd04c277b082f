import { decode } from 'next-auth/jwt';
import { cookieName } from '../cookie-name.ts';
import { env } from '../env.ts';

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

/** The person whose session a Cookie header carries, or null. */
export async function sessionUserId(header: string): Promise<string | null> {
  const token = sessionCookie(header);
  if (token === null) return null;
  // Whatever cannot be opened with our key, for whichever reason, is nobody's session.
  const session = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  return session?.sub ?? null;
}
