import { useLocale, useTranslations } from 'next-intl';
import { type Concert, useConcertFacts } from '#components/catalog/concert.ts';
import { Facts } from '#components/catalog/facts.tsx';
import { Poster } from '#components/catalog/poster.tsx';
import { localized } from '#components/localized.ts';

/** What is waited for: name, place, days and prices. */
export function ConcertSummary({ concert }: { concert: Concert }) {
  const t = useTranslations('queue');
  const locale = useLocale();
  const { days, price } = useConcertFacts(concert);
  return (
    <section aria-label={t('about')} className="overflow-hidden rounded-2xl border border-line bg-surface">
      <Poster concertId={concert.concertId} className="h-24 w-full" />
      <div className="flex flex-col gap-3 p-5">
        <div>
          <h2 className="text-lg font-bold">{localized(locale, concert.title, concert.titleEn)}</h2>
          <p className="text-muted">{localized(locale, concert.venue, concert.venueEn)}</p>
        </div>
        <Facts
          facts={[
            { name: t('days'), value: days },
            { name: t('price'), value: price },
          ]}
        />
      </div>
    </section>
  );
}
