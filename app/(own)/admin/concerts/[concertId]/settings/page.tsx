import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { ConcertSettings } from '#components/editing/concert-settings.tsx';
import { textIn } from '#components/localized.ts';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn } from '../../../../../server-api.ts';
import { managedConcert } from '../../managed-concert.ts';

interface Props {
  params: Promise<{ concertId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('editing'))('settingsTitle') };
}

export default async function SettingsPage({ params }: Props) {
  const { concertId } = await params;
  await requireSignIn(`/admin/concerts/${encodeURIComponent(concertId)}/settings`);
  const [t, locale] = await Promise.all([getTranslations('editing'), getLocale()]);
  const managed = await managedConcert(concertId);
  if (managed === null)
    return (
      <Page title={t('settingsTitle')}>
        <AdminOnly />
      </Page>
    );
  const { concert, poster } = managed;
  return (
    <Page
      title={t('settingsTitle')}
      lead={`${textIn(locale, concert.title)} · ${textIn(locale, concert.venue)}`}
    >
      <ConcertSettings concert={concert} poster={poster} />
    </Page>
  );
}
