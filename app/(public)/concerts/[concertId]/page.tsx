import type { Metadata } from 'next';
import { getLocale, getNow, getTranslations } from 'next-intl/server';
import { ConcertDetail } from '#components/concert/concert-detail.tsx';
import { concertFacts } from '#components/catalog/concert.ts';
import { asScript, eventData } from '#components/catalog/event-data.ts';
import { formatsOf } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { toLocale } from '#components/messages/index.ts';
import { pathIn } from '#server/config/languages.schema.ts';
import { addressesOf, scriptNonce, siteUrl } from '../../../site.ts';
import { concertOf, type ConcertParams } from '../../../concert.ts';

/** Returns the widest poster, or the picture that preview.png draws. */
const imageOf = ({ concertId, poster }: Awaited<ReturnType<typeof concertOf>>): string =>
  poster?.sizes.at(-1)?.url ?? `/concerts/${String(concertId)}/preview.png`;

export async function generateMetadata({ params }: ConcertParams): Promise<Metadata> {
  const [concert, locale, t, now] = await Promise.all([
    concertOf(params),
    getLocale(),
    getTranslations('catalog'),
    getNow(),
  ]);
  const formats = formatsOf(toLocale(locale), now.getTime());
  const { days } = concertFacts(concert, t, formats);
  const title = textIn(locale, concert.texts.title);
  const description = textIn(locale, concert.texts.description);
  const path = `/concerts/${String(concert.concertId)}`;
  const alternates = await addressesOf(path);
  return {
    title,
    description,
    alternates,
    openGraph: {
      type: 'website',
      title,
      description: [
        t(`state.${concert.saleState}`),
        days,
        textIn(locale, concert.texts.venue),
      ].join(' · '),
      url: pathIn(toLocale(locale), path),
      images: imageOf(concert),
    },
    twitter: { card: 'summary_large_image' },
  };
}

interface ConcertPageProps extends ConcertParams {
  searchParams: Promise<{ date?: string | string[] }>;
}

/** `?date=` names the performance that is chosen at first. */
export default async function ConcertPage({ params, searchParams }: ConcertPageProps) {
  const [concert, { date }, locale, now, site, nonce] = await Promise.all([
    concertOf(params),
    searchParams,
    getLocale(),
    getNow(),
    siteUrl(),
    scriptNonce(),
  ]);
  const path = pathIn(toLocale(locale), `/concerts/${String(concert.concertId)}`);
  const url = new URL(path, site).href;
  const image = new URL(imageOf(concert), site).href;
  return (
    <>
      <script
        type="application/ld+json"
        nonce={nonce}
        suppressHydrationWarning // Browsers hide the nonce from scripts.
        dangerouslySetInnerHTML={{
          __html: asScript(eventData(concert, { locale, url, image, now })),
        }}
      />
      <ConcertDetail concert={concert} linked={Number(date)} />
    </>
  );
}
