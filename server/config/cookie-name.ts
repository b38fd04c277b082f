import { isSecureSite } from './env.ts';

/**
 * Returns the full name of a cookie. On https the `__Host-` prefix makes browsers accept the cookie
 * only from this host over https, for all paths.
 */
export const cookieName = (name: string): string => (isSecureSite() ? `__Host-${name}` : name);
