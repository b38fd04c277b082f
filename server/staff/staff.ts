import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { StaffRole } from '../generated/prisma/enums.ts';

export { grantRole, listStaff, revokeRole } from './members.ts';
export { leaveStaff } from './leave.ts';
export { makeOwner, resetSecondFactor } from './owner.ts';
export { addFactor, confirmFactor, listFactors, removeFactor } from './factors.ts';
export type { Site } from './passkey.ts';
export {
  type Caller,
  challengePasskey,
  reauthenticate,
  requireRecentFactor,
} from './second-factor.ts';

export interface Grant {
  role: StaffRole;
  /** Null means all concerts. */
  concertId: number | null;
}

/** Concerts for which a user has a role. */
export type Scope = 'all' | readonly number[];

/** Roles in ascending order of power. */
const ranks: readonly StaffRole[] = ['DOOR', 'AUDITOR', 'SUPPORT', 'MANAGER', 'OWNER'];

/** OWNER always suffices. MANAGER suffices unless the procedure needs an OWNER. */
const suffices = (role: StaffRole, needs: readonly StaffRole[]): boolean =>
  role === 'OWNER' || needs.includes(role) || (role === 'MANAGER' && !needs.includes('OWNER'));

/** Returns the concerts at which a grant suffices, or null if no grant suffices at any concert. */
export function scopeOf(grants: readonly Grant[], needs: readonly StaffRole[]): Scope | null {
  const suitable = grants.filter(({ role }) => suffices(role, needs));
  if (suitable.length === 0) return null;
  const ids = suitable.flatMap(({ concertId }) => (concertId === null ? [] : [concertId]));
  return ids.length < suitable.length ? 'all' : ids;
}

/** Returns the roles at a concert; null means every concert, also a future one. */
export function rolesAt(grants: readonly Grant[], concertId: number | null): StaffRole[] {
  const held = grants.filter((grant) => grant.concertId === null || grant.concertId === concertId);
  return ranks.filter((rank) => held.some(({ role }) => role === rank));
}

/**
 * Returns true if a grant suffices at the concert. Looks up the concert only if no grant holds for
 * all concerts. Refusals: those of `concertOf`.
 */
export async function coversConcert(
  grants: readonly Grant[],
  needs: readonly StaffRole[],
  concertOf: () => number | Promise<number>,
): Promise<boolean> {
  const scope = scopeOf(grants, needs);
  return scope === 'all' || scope?.includes(await concertOf()) === true;
}

/**
 * Checks that a grant suffices at the concert. Refusals: ADMIN_ONLY if the caller has only other
 * roles there, NOT_FOUND outside the grants, those of `concertOf`.
 */
export async function requireAtConcert(
  grants: readonly Grant[],
  needs: readonly StaffRole[],
  concertOf: () => number | Promise<number>,
): Promise<void> {
  if (scopeOf(grants, needs) === 'all') return;
  const id = await concertOf();
  const here = grants.filter(({ concertId }) => concertId === null || concertId === id);
  if (here.length === 0) refuse('NOT_FOUND');
  requireRole(here, needs);
}

/** Reads a user's grants; a procedure calls it at each call, so that a change takes effect at once. */
export function grantsOf(db: Db, userId: string): Promise<Grant[]> {
  return db.staffGrant.findMany({ where: { userId }, select: { role: true, concertId: true } });
}

/** Refusal: ADMIN_ONLY with the least powerful role that suffices. */
export function requireRole(grants: readonly Grant[], needs: readonly StaffRole[]): void {
  if (scopeOf(grants, needs) === null)
    refuse('ADMIN_ONLY', { needs: ranks.find((role) => needs.includes(role)) ?? 'OWNER' });
}
