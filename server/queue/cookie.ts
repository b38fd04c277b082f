import { cookieName } from '../cookie-name.ts';
import { isSecureSite } from '../env.ts';

/** The browser's queue tokens: one HttpOnly cookie per concert, so that server-rendered pages see whose turn it is. */
const nameOf = (concertId: number) => cookieName(`jari-queue-${String(concertId)}`);

/** The token that a request presents: the x-queue-token header, else the concert's cookie. */
export function presentedToken(header: (name: string) => string | undefined, concertId: number): string | undefined {
  const shown = header('x-queue-token');
  const cookies = shown === undefined ? header('cookie') : undefined;
  if (cookies === undefined) return shown;
  const name = `${nameOf(concertId)}=`;
  return cookies
    .split(/;\s*/)
    .find((pair) => pair.startsWith(name))
    ?.slice(name.length);
}

/** A Set-Cookie value that keeps the token until `endsAt` (ms). */
export function queueCookie(concertId: number, token: string, endsAt: number): string {
  const secure = isSecureSite() ? '; Secure' : '';
  return `${nameOf(concertId)}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${new Date(endsAt).toUTCString()}${secure}`;
}
