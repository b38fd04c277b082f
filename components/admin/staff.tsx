'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { may, type StaffRole, type Verb } from '../may.ts';

interface Roles {
  /** Roles at the concert on the page; elsewhere, at any concert. */
  here: readonly StaffRole[];
  /** Roles for all concerts, also for future ones. */
  forAll: readonly StaffRole[];
}
const RolesContext = createContext<Roles>({ here: [], forAll: [] });

interface StaffRolesProps {
  roles: readonly StaffRole[];
  /** Roles for all concerts, unless a surrounding component has named them. */
  forAll?: readonly StaffRole[];
  children: ReactNode;
}

/** Names the viewer's roles for the pages within. */
export function StaffRoles({ roles, forAll, children }: StaffRolesProps) {
  const outer = useContext(RolesContext);
  return (
    <RolesContext value={{ here: roles, forAll: forAll ?? outer.forAll }}>{children}</RolesContext>
  );
}

/** Returns whether the viewer may do something, by the roles at page load. */
export function useMay(): (verb: Verb) => boolean {
  const { here, forAll } = useContext(RolesContext);
  return (verb) => may(verb === 'createConcerts' ? forAll : here, verb);
}
