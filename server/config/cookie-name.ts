import { isSecureSite } from './env.ts';

/**
 * Adds the `__Host-` prefix if the site uses https. Browsers accept a `__Host-` cookie only over
 * https, from this host and for all paths.
 */
export const cookieName = (name: string): string => (isSecureSite() ? `__Host-${name}` : name);
