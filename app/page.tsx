import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConcertCard } from '#components/catalog/concert-card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Page } from '#components/ui/page.tsx';
import { serverApi } from './server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  const [t, common] = await Promise.all([getTranslations('catalog'), getTranslations('common')]);
  return { title: `${t('title')} · ${common('brand')}` };
}

export default async function HomePage() {
  const [common, t, { api }] = await Promise.all([getTranslations('common'), getTranslations('catalog'), serverApi()]);
  const concerts = await api.catalog.concerts();
  return (
    <Page title={common('tagline')} lead={t('promise')}>
      {concerts.length === 0 ? (
        <Notice title={t('none')}>{t('noneNext')}</Notice>
      ) : (
        <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
          {concerts.map((concert) => (
            <li key={concert.concertId}>
              <ConcertCard concert={concert} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
