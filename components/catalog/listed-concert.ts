import { useLocale, useNow, useTranslations } from 'next-intl';
import { seoulDay, useFormats } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { type Concert, concertFacts } from './concert.ts';
import { type Searchable, searchWords, type SortKeys } from './filter.ts';

/** What the list shows of a concert. The list omits seats and dates, which are many. */
export interface ListedConcert
  extends Searchable, Pick<Concert, 'concertId' | 'opensAt' | 'poster' | 'artwork'> {
  title: string;
  venue: string;
  days: string;
  price: string;
  keys: SortKeys;
}

export function useListedConcerts(concerts: Concert[]): ListedConcert[] {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const formats = useFormats();
  const now = useNow().toISOString();
  return concerts.map((concert) => {
    const { concertId, opensAt, poster, artwork, saleState, texts, dates } = concert;
    return {
      ...{ concertId, opensAt, poster, artwork, saleState },
      ...concertFacts(concert, t, formats),
      title: textIn(locale, texts.title),
      venue: textIn(locale, texts.venue),
      words: searchWords([...Object.values(texts.title), ...Object.values(texts.venue)]),
      keys: {
        date: dates.find(({ startsAt }) => startsAt > now)?.startsAt,
        opening: opensAt,
        price: concert.priceMin ?? undefined,
      },
      months: [...new Set(dates.map(({ startsAt }) => seoulDay(startsAt).slice(0, 7)))],
    };
  });
}
