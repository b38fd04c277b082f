import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { ConcertSettings } from '#components/editing/concert-settings.tsx';
import { textIn } from '#components/localized.ts';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn } from '../../../../server-api.ts';
import { isManager } from '../../../is-manager.ts';
import { staffConcert } from '../../staff-concert.ts';

interface Props {
  params: Promise<{ concertId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('editing'))('settingsTitle') };
}

export default async function SettingsPage({ params }: Props) {
  const { concertId } = await params;
  const { roles } = await requireSignIn(
    `/admin/concerts/${encodeURIComponent(concertId)}/settings`,
  );
  const [t, locale] = await Promise.all([getTranslations('editing'), getLocale()]);
  if (!isManager(roles))
    return (
      <Page title={t('settingsTitle')}>
        <AdminOnly />
      </Page>
    );
  const { concert, poster } = await staffConcert(concertId);
  return (
    <Page
      title={t('settingsTitle')}
      lead={`${textIn(locale, concert.title)} · ${textIn(locale, concert.venue)}`}
    >
      <ConcertSettings concert={concert} poster={poster} />
    </Page>
  );
}
