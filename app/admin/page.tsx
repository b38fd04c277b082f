import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { ConcertList, type ListedConcert } from '#components/admin/concert-list.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../server-api.ts';
import { unlessRefused } from './unless-refused.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('title') };
}

type Api = Awaited<ReturnType<typeof serverApi>>['api'];

/** Lists the concerts of the viewer's grants. */
async function listConcerts(api: Api): Promise<ListedConcert[]> {
  const concerts = await api.catalog.concerts();
  const listed = await Promise.all(
    concerts.map(async (concert) => {
      const { concertId } = concert;
      const overview = await unlessRefused('NOT_FOUND', api.admin.overview({ concertId }));
      return overview === null ? [] : [{ concert, overview }];
    }),
  );
  return listed.flat();
}

export default async function AdminPage() {
  const { roles } = await requireSignIn('/admin');
  const [{ api }, t] = await Promise.all([serverApi(), getTranslations('admin')]);
  const concerts = roles.length > 0 ? await unlessRefused('ADMIN_ONLY', listConcerts(api)) : null;
  return (
    <Page title={t('title')} lead={concerts === null ? undefined : t('lead')}>
      {concerts === null ? <AdminOnly /> : <ConcertList concerts={concerts} />}
    </Page>
  );
}
