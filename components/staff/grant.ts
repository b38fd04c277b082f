import type { GrantInput } from '#server/staff/staff.schema.ts';
import type { Role } from './staff-nav.tsx';

export interface TypedGrant {
  /** Id of the person, or null if nobody was found. */
  userId: string | null;
  role: Role;
  scope: 'all' | 'named';
  concerts: readonly number[];
}

/** Field that must be corrected before the grant, or the grant without its reason. */
export type GrantChecked =
  { problem: 'person' | 'concerts' } | { grant: Omit<GrantInput, 'reason'> };

/** An owner is one for all concerts, whatever was chosen before the role. */
export function checkGrant({ userId, role, scope, concerts }: TypedGrant): GrantChecked {
  if (userId === null) return { problem: 'person' };
  if (role === 'OWNER' || scope === 'all') return { grant: { userId, role, concerts: 'all' } };
  if (concerts.length === 0) return { problem: 'concerts' };
  return { grant: { userId, role, concerts: [...concerts] } };
}
