import { useTranslations } from 'next-intl';
import { Page } from '#components/ui/page.tsx';
import { ConcertCard } from './concert-card.tsx';
import { ConcertList } from './concert-list.tsx';
import type { Concert } from './concert.ts';
import type { Filter } from './filter.ts';
import { useListedConcerts } from './listed-concert.ts';
import { Openings } from './openings.tsx';

export function Home({ concerts, filter }: { concerts: Concert[]; filter: Filter }) {
  const common = useTranslations('common');
  const t = useTranslations('catalog');
  const listed = useListedConcerts(concerts);
  return (
    <Page
      title={common('tagline')}
      // Two lines on a phone, also in the font that shows before the page's own arrives.
      lead={<span className="block min-h-12 sm:min-h-0">{t('promise')}</span>}
    >
      <ConcertList
        concerts={listed.map((concert, at) => ({
          concertId: concert.concertId,
          words: concert.words,
          months: concert.months,
          saleState: concert.saleState,
          keys: concert.keys,
          card: <ConcertCard concert={concert} isFirst={at === 0} />,
        }))}
        initial={filter}
      >
        <Openings concerts={listed} />
      </ConcertList>
    </Page>
  );
}
