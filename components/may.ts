import type { Outputs } from './api.ts';

export type StaffRole = NonNullable<Outputs['account']['me']>['roles'][number];

/** Roles of each verb besides OWNER and MANAGER, as in `server/trpc/routers/admin`. */
const suffices = {
  watch: ['SUPPORT', 'AUDITOR'],
  manage: [],
  createConcerts: [],
  refund: ['SUPPORT'],
  findPeople: ['SUPPORT', 'AUDITOR'],
  readAudit: ['AUDITOR'],
  admitAtDoor: ['DOOR'],
} as const satisfies Record<string, readonly StaffRole[]>;
export type Verb = keyof typeof suffices | 'grantRoles';

/** True if one of the roles allows the verb. The server decides; this only hides what it refuses. */
export function may(roles: readonly StaffRole[], verb: Verb): boolean {
  if (roles.includes('OWNER')) return true;
  if (verb === 'grantRoles') return false;
  const enough: readonly StaffRole[] = ['MANAGER', ...suffices[verb]];
  return roles.some((role) => enough.includes(role));
}
