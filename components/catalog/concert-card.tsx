import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { useFormats } from '#components/format.tsx';
import type { ListedConcert } from './listed-concert.ts';
import { Poster } from './poster.tsx';
import { SaleBadge } from './sale-badge.tsx';

interface ConcertCardProps {
  concert: ListedConcert;
  /** True for the first card, whose poster the first viewport shows. */
  isFirst: boolean;
}

export function ConcertCard({ concert, isFirst }: ConcertCardProps) {
  const t = useTranslations('catalog');
  const { moment } = useFormats();
  const { concertId, saleState, title, venue, days, price, opensAt } = concert;
  return (
    <article className="relative flex h-full flex-col overflow-hidden rounded-2xl border border-line bg-surface transition-shadow hover:shadow-lg">
      <Poster
        concert={concert}
        isFirst={isFirst}
        sizes="(min-width: 64rem) 22rem, (min-width: 40rem) 50vw, 100vw"
        className="h-44 w-full object-top"
      />
      <div className="flex flex-1 flex-col gap-2 p-5">
        <div>
          <SaleBadge state={saleState} />
        </div>
        <h2 className="text-xl font-bold">
          <Link
            href={`/concerts/${String(concertId)}`}
            className="after:absolute after:inset-0 after:rounded-2xl"
          >
            {title}
          </Link>
        </h2>
        <p className="text-muted">{venue}</p>
        <p>{days}</p>
        <p className="font-semibold">{price}</p>
        {(saleState === 'UPCOMING' || saleState === 'QUEUE_OPEN') && (
          <p className="mt-auto pt-1 text-sm text-warning">
            {t('opensAt', { time: moment(opensAt) })}
          </p>
        )}
      </div>
    </article>
  );
}
