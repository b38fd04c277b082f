import { randomUUID } from 'node:crypto';
import { cookieName } from '../config/cookie-name.ts';
import { isSecureSite } from '../config/env.ts';
import { type Language, languages } from '../config/languages.schema.ts';

/** Browsers keep a cookie for at most 400 days. */
const maxAgeSeconds = 400 * 86_400;

/** What the request of a sign-in states about its browser. */
export interface Browser {
  /** Value of the device cookie. It identifies no person, and no sign-in needs it. */
  device: string;
  /** True if the browser has no device cookie yet. */
  isNew: boolean;
  userAgent: string | undefined;
  /** Language that the person chose, or that of the page. */
  language: Language | undefined;
}

const nameOf = () => cookieName('jari-device');

/** Reads the headers of a sign-in. A malformed device cookie counts as none. */
export function browserOf(header: (name: string) => string | undefined): Browser {
  const cookies = new Map(
    (header('cookie') ?? '').split(/;\s*/).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const known = /^[0-9a-f-]{36}$/.exec(cookies.get(nameOf()) ?? '')?.[0];
  const chosen = cookies.get('jari-locale');
  const path = URL.parse(header('referer') ?? '')?.pathname.split('/')[1];
  return {
    device: known ?? randomUUID(),
    isNew: known === undefined,
    userAgent: header('user-agent'),
    language: languages.find((one) => one === chosen) ?? languages.find((one) => one === path),
  };
}

/** Returns a Set-Cookie value by which a later sign-in in this browser is on no new device. */
export function deviceCookie({ device }: Browser): string {
  const secure = isSecureSite() ? '; Secure' : '';
  return `${nameOf()}=${device}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${String(maxAgeSeconds)}${secure}`;
}
