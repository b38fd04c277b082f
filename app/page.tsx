import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { isOver } from '#components/catalog/concert.ts';
import { ConcertGrid } from '#components/catalog/concert-grid.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Page } from '#components/ui/page.tsx';
import { serverApi } from './server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  const [t, common] = await Promise.all([getTranslations('catalog'), getTranslations('common')]);
  return { title: `${t('title')} · ${common('brand')}` };
}

export default async function HomePage() {
  const [common, t, { api }] = await Promise.all([
    getTranslations('common'),
    getTranslations('catalog'),
    serverApi(),
  ]);
  const concerts = await api.catalog.concerts();
  const current = concerts.filter((concert) => !isOver(concert));
  const past = concerts.filter(isOver);
  return (
    <Page title={common('tagline')} lead={t('promise')}>
      {current.length === 0 ? (
        <Notice title={t('none')}>{t('noneNext')}</Notice>
      ) : (
        <ConcertGrid concerts={current} />
      )}
      {past.length > 0 && (
        <details>
          <summary className="min-h-11 cursor-pointer py-2.5 text-lg font-bold">
            {t('past', { count: past.length })}
          </summary>
          <div className="mt-3">
            <ConcertGrid concerts={past} />
          </div>
        </details>
      )}
    </Page>
  );
}
