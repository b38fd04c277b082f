import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { ConsoleFrame } from '#components/admin/frame/console-frame.tsx';
import { StaffRoles } from '#components/admin/staff.tsx';
import { serverApi, viewer } from '../server-api.ts';
import { unlessRefused } from './unless-refused.ts';

/**
 * Adds the messages that `app/layout.tsx` omits, and for staff the console's bar and menu. Each page
 * refuses everyone else.
 */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const roles = (await viewer())?.roles ?? [];
  return (
    <NextIntlClientProvider>
      {roles.length === 0 ? (
        children
      ) : (
        <StaffRoles roles={roles}>
          <ConsoleFrame initial={await listConcerts()}>{children}</ConsoleFrame>
        </StaffRoles>
      )}
    </NextIntlClientProvider>
  );
}

/** Lists the concerts of the viewer's grants; none for a role that has just been taken. */
async function listConcerts() {
  const { api } = await serverApi();
  return (
    (await unlessRefused('ADMIN_ONLY', api.admin.concerts.list({ archived: false }))) ?? {
      items: [],
      cursor: null,
    }
  );
}
