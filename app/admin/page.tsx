import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { ConcertList, type ListedConcert } from '#components/admin/concert-list.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../server-api.ts';
import { asAdmin } from './as-admin.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('title') };
}

type Api = Awaited<ReturnType<typeof serverApi>>['api'];

async function listConcerts(api: Api): Promise<ListedConcert[]> {
  const concerts = await api.catalog.concerts();
  return Promise.all(
    concerts.map(async (concert) => ({
      concert,
      overview: await api.admin.overview({ concertId: concert.concertId }),
    })),
  );
}

export default async function AdminPage() {
  const { role } = await requireSignIn('/admin');
  const [{ api }, t] = await Promise.all([serverApi(), getTranslations('admin')]);
  const concerts = role === 'ADMIN' ? await asAdmin(listConcerts(api)) : null;
  return (
    <Page title={t('title')} lead={concerts === null ? undefined : t('lead')}>
      {concerts === null ? <AdminOnly /> : <ConcertList concerts={concerts} />}
    </Page>
  );
}
