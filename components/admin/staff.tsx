'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Outputs } from '../api.ts';

export type StaffRole = NonNullable<Outputs['account']['me']>['roles'][number];

const RolesContext = createContext<readonly StaffRole[]>([]);

/** Roles of each verb besides OWNER and MANAGER, as in `server/trpc/routers/admin`. */
const suffices = {
  watch: ['SUPPORT', 'AUDITOR'],
  manage: [],
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

export function StaffRoles({
  roles,
  children,
}: {
  roles: readonly StaffRole[];
  children: ReactNode;
}) {
  return <RolesContext value={roles}>{children}</RolesContext>;
}

/** Returns whether the viewer may do something, by the roles at page load. */
export function useMay(): (verb: Verb) => boolean {
  const roles = useContext(RolesContext);
  return (verb) => may(roles, verb);
}
