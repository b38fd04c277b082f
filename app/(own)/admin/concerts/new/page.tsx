import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { may } from '#components/may.ts';
import { NewConcert } from '#components/editing/new-concert.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn } from '../../../../server-api.ts';
import { listedConcerts } from '../../listed.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('editing'))('newTitle') };
}

export default async function NewConcertPage() {
  await requireSignIn('/admin/concerts/new');
  const [listed, t] = await Promise.all([listedConcerts(), getTranslations('editing')]);
  return (
    <Page title={t('newTitle')} lead={t('newLead')}>
      {may(listed?.roles ?? [], 'manage') ? <NewConcert /> : <AdminOnly />}
    </Page>
  );
}
