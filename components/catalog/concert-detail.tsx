import { useLocale, useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { localized } from '#components/localized.ts';
import { Card } from '#components/ui/card.tsx';
import { Page } from '#components/ui/page.tsx';
import { useFeeRules } from '../tickets/fee-rules.ts';
import { Booking } from './booking.tsx';
import { type Concert, useConcertFacts } from './concert.ts';
import { Facts } from './facts.tsx';
import { Poster } from './poster.tsx';

export function ConcertDetail({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const { moment } = useFormats();
  const { price } = useConcertFacts(concert);
  const shows =
    concert.dates.length === 0 ? t('noDates') : <Lines lines={concert.dates.map(({ startsAt }) => moment(startsAt))} />;
  const feeRules = useFeeRules(concert.cancellationFees);
  return (
    <Page title={localized(locale, concert.title, concert.titleEn)} lead={localized(locale, concert.venue, concert.venueEn)}>
      <Poster concertId={concert.concertId} className="h-44 w-full rounded-2xl sm:h-64" />
      <div className="grid items-start gap-5 lg:grid-cols-[1fr_22rem]">
        <div className="lg:order-last">
          <Booking concert={concert} />
        </div>
        <Card className="flex flex-col gap-6">
          <section aria-labelledby="about" className="flex flex-col gap-2">
            <h2 id="about" className="text-lg font-bold">
              {t('about')}
            </h2>
            <p>{localized(locale, concert.description, concert.descriptionEn)}</p>
          </section>
          <Facts
            facts={[
              { name: t('dates'), value: shows },
              { name: t('price'), value: price },
              { name: t('limit'), value: t('seats', { count: concert.maxSeats }) },
              { name: t('fees'), value: <Lines lines={feeRules} /> },
            ]}
          />
        </Card>
      </div>
    </Page>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
