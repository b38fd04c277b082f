import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { type Concert, useConcertFacts } from './concert.ts';
import { Poster } from './poster.tsx';
import { SaleBadge } from './sale-badge.tsx';

export function ConcertCard({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const { moment } = useFormats();
  const { days, price } = useConcertFacts(concert);
  const { saleState } = concert;
  return (
    <article className="relative flex h-full flex-col overflow-hidden rounded-2xl border border-line bg-surface transition-shadow hover:shadow-lg">
      <Poster concertId={concert.concertId} className="h-40 w-full" />
      <div className="flex flex-1 flex-col gap-2 p-5">
        <div>
          <SaleBadge state={saleState} />
        </div>
        <h2 className="text-xl font-bold">
          <Link
            href={`/concerts/${String(concert.concertId)}`}
            className="after:absolute after:inset-0 after:rounded-2xl"
          >
            {textIn(locale, concert.texts.title)}
          </Link>
        </h2>
        <p className="text-muted">{textIn(locale, concert.texts.venue)}</p>
        <p>{days}</p>
        <p className="font-semibold">{price}</p>
        {(saleState === 'UPCOMING' || saleState === 'QUEUE_OPEN') && (
          <p className="mt-auto pt-1 text-sm text-warning">
            {t('opensAt', { time: moment(concert.opensAt) })}
          </p>
        )}
      </div>
    </article>
  );
}
