import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { NewConcert } from '#components/editing/new-concert.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn } from '../../../server-api.ts';
import { isManager } from '../../is-manager.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('editing'))('newTitle') };
}

export default async function NewConcertPage() {
  const { roles } = await requireSignIn('/admin/concerts/new');
  const t = await getTranslations('editing');
  return (
    <Page title={t('newTitle')} lead={t('newLead')}>
      {isManager(roles) ? <NewConcert /> : <AdminOnly />}
    </Page>
  );
}
