import { isSecureSite } from './env.ts';

/**
 * Adds the `__Host-` prefix on https. The prefix makes browsers accept the cookie only from this
 * host, over https and for all paths.
 */
export const cookieName = (name: string): string => (isSecureSite() ? `__Host-${name}` : name);
