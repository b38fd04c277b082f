import { isSecureSite } from './env.ts';

/**
 * A cookie's name. On https the `__Host-` prefix makes browsers accept it from this host over https
 * only, for all paths.
 */
export const cookieName = (name: string): string => (isSecureSite() ? `__Host-${name}` : name);
