import type { ReactNode } from 'react';
import { ConcertFrame } from '#components/admin/console/concert-frame.tsx';
import { StaffRoles } from '#components/admin/staff.tsx';
import { viewer } from '../../../../server-api.ts';
import { consoleOf, type ConsoleProps } from './console.ts';

/**
 * Adds the concert's bar and tabs, and the viewer's roles at the concert. Each page refuses a viewer
 * without a suitable role.
 */
export default async function ConcertLayout({
  params,
  children,
}: ConsoleProps & { children: ReactNode }) {
  const loaded = (await viewer()) === null ? null : await consoleOf(params);
  if (loaded === null) return children;
  return (
    <StaffRoles roles={loaded.concert.roles}>
      <ConcertFrame {...loaded}>{children}</ConcertFrame>
    </StaffRoles>
  );
}
