import type { Outputs } from '#components/api.ts';

type Roles = NonNullable<Outputs['account']['me']>['roles'];

/** True if the viewer may edit at least one concert. Each procedure checks the concert itself. */
export const isManager = (roles: Roles): boolean =>
  roles.includes('OWNER') || roles.includes('MANAGER');
