import { isSecureSite } from './env.ts';

/** A cookie's name; on https one that browsers take from this very host only, over https, for all of its paths. */
export const cookieName = (name: string): string => (isSecureSite() ? `__Host-${name}` : name);
