import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Link } from '#components/navigation.ts';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { ConcertTable } from '#components/admin/concert-table.tsx';
import { may } from '#components/may.ts';
import { buttonClass } from '#components/ui/button.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn } from '../../server-api.ts';
import { listedConcerts } from './listed.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('console'))('brand') };
}

export default async function AdminPage() {
  const { roles } = await requireSignIn('/admin');
  const [listed, t] = await Promise.all([listedConcerts(), getTranslations('console')]);
  const mayWatch = may(roles, 'watch');
  return (
    <Page title={t('list.title')} lead={mayWatch ? t('list.lead') : undefined}>
      {listed === null && <AdminOnly />}
      {listed !== null && mayWatch && <ConcertTable initial={listed} />}
      {listed !== null && !mayWatch && (
        <Link href="/door" className={buttonClass('primary', 'self-start')}>
          {t('link.door')}
        </Link>
      )}
    </Page>
  );
}
