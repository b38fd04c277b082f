import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { ConsoleFrame } from '#components/admin/frame/console-frame.tsx';
import { StaffRoles } from '#components/admin/staff.tsx';
import { viewer } from '../../server-api.ts';
import { listedConcerts } from './listed.ts';

/**
 * Adds the messages that `app/layout.tsx` omits, and for staff the console's bar and menu. Each page
 * refuses everyone else.
 */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const roles = (await viewer())?.roles ?? [];
  const listed = roles.length === 0 ? null : await listedConcerts();
  return (
    <NextIntlClientProvider>
      {listed === null ? (
        children
      ) : (
        <StaffRoles roles={roles} forAll={listed.roles}>
          <ConsoleFrame initial={listed}>{children}</ConsoleFrame>
        </StaffRoles>
      )}
    </NextIntlClientProvider>
  );
}
