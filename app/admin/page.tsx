import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { ConcertTable } from '#components/admin/concert-table.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../server-api.ts';
import { unlessRefused } from './unless-refused.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('console'))('brand') };
}

export default async function AdminPage() {
  await requireSignIn('/admin');
  const [{ api }, t] = await Promise.all([serverApi(), getTranslations('console')]);
  const listed = await unlessRefused('ADMIN_ONLY', api.admin.concerts.list({ archived: false }));
  return (
    <Page title={t('list.title')} lead={listed === null ? undefined : t('list.lead')}>
      {listed === null ? <AdminOnly /> : <ConcertTable initial={listed} />}
    </Page>
  );
}
