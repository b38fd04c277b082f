import type { Metadata } from 'next';
import { getLocale } from 'next-intl/server';
import { ConcertDetail } from '#components/catalog/concert-detail.tsx';
import { textIn } from '#components/localized.ts';
import { concertOf, type ConcertParams } from './concert.ts';

export async function generateMetadata({ params }: ConcertParams): Promise<Metadata> {
  const [concert, locale] = await Promise.all([concertOf(params), getLocale()]);
  return {
    title: textIn(locale, concert.texts.title),
    description: textIn(locale, concert.texts.description),
  };
}

export default async function ConcertPage({ params }: ConcertParams) {
  return <ConcertDetail concert={await concertOf(params)} />;
}
