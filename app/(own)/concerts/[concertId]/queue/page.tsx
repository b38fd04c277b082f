import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '#components/localized.ts';
import { Room } from './room.tsx';
import { isAnonymousRender, requireSignIn } from '../../../../server-api.ts';
import { concertOf, type ConcertParams } from '../../../../concert.ts';

export async function generateMetadata({ params }: ConcertParams): Promise<Metadata> {
  const [concert, locale, t] = await Promise.all([
    concertOf(params),
    getLocale(),
    getTranslations('queue'),
  ]);
  return { title: `${t('title')} · ${textIn(locale, concert.texts.title)}` };
}

interface QueuePageProps extends ConcertParams {
  searchParams: Promise<{ date?: string | string[] }>;
}

/** After admission, `?date=` leads to the seats of that performance. */
export default async function QueuePage({ params, searchParams }: QueuePageProps) {
  const [concert, { date }, locale] = await Promise.all([
    concertOf(params),
    searchParams,
    getLocale(),
  ]);
  const performanceIds = concert.dates.map(({ performanceId }) => performanceId);
  const isDate = performanceIds.includes(Number(date));
  const path = `/concerts/${String(concert.concertId)}/queue${isDate ? `?date=${String(date)}` : ''}`;
  if (!(await isAnonymousRender())) await requireSignIn(path);
  const title = textIn(locale, concert.texts.title);
  return <Room concert={concert} title={title} performanceIds={performanceIds} />;
}
