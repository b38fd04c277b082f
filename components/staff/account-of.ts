import type { Outputs } from '../api.ts';
import { isMasked } from './masked.ts';

type Found = Outputs['admin']['people']['find']['items'][number];

/**
 * Returns the id of the account with this e-mail address or user id, or null. A masked address is of
 * the account if it is the only one found, because a masked search finds whole addresses only.
 */
export function accountOf(typed: string, found: readonly Found[]): string | null {
  const text = typed.trim().toLowerCase();
  const [only, ...others] = found;
  const exact = found.find(({ userId, email }) => userId === text || email.toLowerCase() === text);
  if (exact !== undefined) return exact.userId;
  return only !== undefined && others.length === 0 && isMasked(only) ? only.userId : null;
}
