import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { pagesOf, StaffNav, type StaffPage } from '#components/staff/staff-nav.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../../server-api.ts';
import { unlessRefused } from './unless-refused.ts';

export type Api = Awaited<ReturnType<typeof serverApi>>['api'];
export type Viewer = Awaited<ReturnType<typeof requireSignIn>>;

export async function titleOf(name: StaffPage): Promise<Metadata> {
  return { title: (await getTranslations('staff'))(`${name}.title`) };
}

interface StaffPageProps {
  name: StaffPage;
  /** Path of the page, to which a sign-in returns. */
  path?: string;
  /** Loads the content, and may be refused with ADMIN_ONLY. */
  load: (api: Api, viewer: Viewer) => Promise<ReactNode>;
}

/** Renders a page about staff or people for roles that may open it. */
export async function StaffPage({ name, path = `/admin/${name}`, load }: StaffPageProps) {
  const viewer = await requireSignIn(path);
  const [{ api }, t] = await Promise.all([serverApi(), getTranslations('staff')]);
  const content = pagesOf(viewer.roles).includes(name)
    ? await unlessRefused('ADMIN_ONLY', load(api, viewer))
    : null;
  return (
    <Page title={t(`${name}.title`)} lead={content === null ? undefined : t(`${name}.lead`)}>
      {content === null ? (
        <AdminOnly />
      ) : (
        <>
          <StaffNav roles={viewer.roles} here={name} />
          {content}
        </>
      )}
    </Page>
  );
}
