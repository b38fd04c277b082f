import { useLocale, useNow, useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { cn } from '#components/ui/cn.ts';
import { Page } from '#components/ui/page.tsx';
import { useFeeRules } from './fee-rules.ts';
import { Booking } from './booking.tsx';
import { type Concert, useConcertFacts } from './concert.ts';
import { Facts } from './facts.tsx';
import { Poster } from './poster.tsx';

export function ConcertDetail({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const { price } = useConcertFacts(concert);
  const shows = concert.dates.length === 0 ? t('noDates') : <Shows concert={concert} />;
  const notices = textIn(locale, concert.texts.notices);
  const feeRules = useFeeRules(concert.cancellationFees);
  return (
    <Page title={textIn(locale, concert.texts.title)} lead={textIn(locale, concert.texts.venue)}>
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
            <p className="whitespace-pre-line">{textIn(locale, concert.texts.description)}</p>
          </section>
          {notices !== '' && (
            <section aria-labelledby="notices" className="flex flex-col gap-2">
              <h2 id="notices" className="text-lg font-bold">
                {t('notices')}
              </h2>
              <p className="whitespace-pre-line">{notices}</p>
            </section>
          )}
          <Facts
            facts={[
              { name: t('dates'), value: shows },
              { name: t('price'), value: price },
              { name: t('running'), value: t('minutes', { count: concert.runningMinutes }) },
              { name: t('age'), value: t('years', { count: concert.ageRating }) },
              { name: t('limit'), value: t('seats', { count: concert.maxSeats }) },
              { name: t('fees'), value: <TextList lines={feeRules} /> },
            ]}
          />
        </Card>
      </div>
    </Page>
  );
}

const seatLooks = { MANY: 'success', FEW: 'warning', NONE: 'neutral' } as const;

/** The levels of free seats are public only while the concert is on sale. */
function Shows({ concert: { dates, onSale } }: { concert: Concert }) {
  const t = useTranslations('catalog.dateSeats');
  const { moment } = useFormats();
  const now = useNow();
  return (
    <ul className="flex flex-col gap-1">
      {dates.map(({ performanceId, startsAt, seats }) => {
        const isPast = Date.parse(startsAt) <= now.getTime();
        return (
          <li
            key={performanceId}
            className={cn('flex flex-wrap items-center gap-x-2', isPast && 'text-muted')}
          >
            {moment(startsAt)}
            {onSale && !isPast && <Badge tone={seatLooks[seats]}>{t(seats)}</Badge>}
            {isPast && <Badge>{t('past')}</Badge>}
          </li>
        );
      })}
    </ul>
  );
}

function TextList({ lines }: { lines: string[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
