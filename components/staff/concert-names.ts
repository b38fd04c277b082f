import { useLocale, useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { textIn } from '../localized.ts';

export type ConcertName = Pick<
  Outputs['admin']['concerts']['list']['items'][number],
  'concertId' | 'title'
>;

/** Returns the title of a concert, or its number if the concert is not in `concerts`. */
export function useConcertTitle(concerts: readonly ConcertName[]): (concertId: number) => string {
  const locale = useLocale();
  const t = useTranslations('staff');
  const titles = new Map(concerts.map(({ concertId, title }) => [concertId, title]));
  return (concertId) => {
    const title = titles.get(concertId);
    return title === undefined ? t('concertNumber', { id: concertId }) : textIn(locale, title);
  };
}
