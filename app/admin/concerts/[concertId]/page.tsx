import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { Dashboard } from '#components/admin/dashboard.tsx';
import { textIn } from '#components/localized.ts';
import { Page } from '#components/ui/page.tsx';
import { concertOf } from '../../../concerts/[concertId]/concert.ts';
import { requireSignIn, serverApi } from '../../../server-api.ts';
import { unlessRefused } from '../../unless-refused.ts';

interface Props {
  params: Promise<{ concertId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ texts }, locale, t] = await Promise.all([
    concertOf(params),
    getLocale(),
    getTranslations('admin'),
  ]);
  return { title: t('concertTitle', { title: textIn(locale, texts.title) }) };
}

/**
 * Returns null if the viewer has no suitable role. Renders the not-found page for a concert outside
 * the viewer's grants.
 */
async function load(concertId: number, performanceId: number | undefined) {
  const { api } = await serverApi();
  const loading = Promise.all([
    api.admin.overview({ concertId }),
    unlessRefused('ADMIN_ONLY', api.admin.audit.list({ concertId })),
    api.admin.concerts.get({ concertId }),
    performanceId === undefined ? [] : api.admin.seatMap({ performanceId }),
  ]);
  return unlessRefused(
    'ADMIN_ONLY',
    unlessRefused('NOT_FOUND', loading).then((loaded) => loaded ?? notFound()),
  );
}

export default async function AdminConcertPage({ params }: Props) {
  const { concertId: number } = await params;
  await requireSignIn(`/admin/concerts/${encodeURIComponent(number)}`);
  const [concert, locale, t] = await Promise.all([
    concertOf(params),
    getLocale(),
    getTranslations('admin'),
  ]);
  const loaded = await load(concert.concertId, concert.dates[0]?.performanceId);
  if (loaded === null) {
    return (
      <Page title={t('title')}>
        <AdminOnly />
      </Page>
    );
  }
  const [overview, audit, settings, seats] = loaded;
  return (
    <Page title={textIn(locale, concert.texts.title)} lead={textIn(locale, concert.texts.venue)}>
      <Dashboard concert={concert} initial={{ overview, audit, settings, seats }} />
    </Page>
  );
}
