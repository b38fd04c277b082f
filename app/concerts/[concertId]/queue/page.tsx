import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '#components/localized.ts';
import { Page } from '#components/ui/page.tsx';
import { ConcertSummary } from '#components/waiting-room/concert-summary.tsx';
import { WaitingRoom } from '#components/waiting-room/waiting-room.tsx';
import { isAnonymousRender, requireSignIn } from '../../../server-api.ts';
import { concertOf, type ConcertParams } from '../concert.ts';

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
  const [concert, { date }, locale, t] = await Promise.all([
    concertOf(params),
    searchParams,
    getLocale(),
    getTranslations('queue'),
  ]);
  const { concertId, lineOpensAt, opensAt } = concert;
  const title = textIn(locale, concert.texts.title);
  const venue = textIn(locale, concert.texts.venue);
  const performanceIds = concert.dates.map(({ performanceId }) => performanceId);
  const isDate = performanceIds.includes(Number(date));
  const path = `/concerts/${String(concertId)}/queue${isDate ? `?date=${String(date)}` : ''}`;
  if (!(await isAnonymousRender())) await requireSignIn(path);
  return (
    <Page narrow title={title} lead={`${t('title')} · ${venue}`}>
      <ConcertSummary concert={concert} />
      <WaitingRoom {...{ concertId, title, lineOpensAt, opensAt, performanceIds }} />
    </Page>
  );
}
