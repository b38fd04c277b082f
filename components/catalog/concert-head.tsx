import { useLocale, useTranslations } from 'next-intl';
import { textIn } from '#components/localized.ts';
import { cn } from '#components/ui/cn.ts';
import { Heading } from '#components/ui/heading.tsx';
import { type Concert, useConcertFacts } from './concert.ts';
import { Poster } from './poster.tsx';
import { SaleBadge } from './sale-badge.tsx';
import { ShareButton } from './share-button.tsx';

/** On a phone the title is on the poster. On a wide screen it is beside it. */
export function ConcertHead({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const { days } = useConcertFacts(concert);
  const title = textIn(locale, concert.texts.title);
  const venue = textIn(locale, concert.texts.venue);
  const hasPoster = concert.poster !== null;
  return (
    <div className="grid lg:contents">
      <div className="relative [grid-area:1/1] lg:self-start lg:[grid-area:1/1/span_3]">
        <Poster
          concert={concert}
          sizes="(min-width: 64rem) 21rem, 100vw"
          isFirst
          className={cn(
            'h-[min(27.5rem,56svh)] w-full object-top lg:rounded-2xl',
            hasPoster ? 'lg:h-auto' : 'lg:aspect-3/4 lg:h-auto',
          )}
        />
        {!hasPoster && (
          <p
            aria-hidden
            className="absolute inset-x-4 bottom-5 hidden text-center text-3xl font-extrabold text-white lg:block"
          >
            {title}
          </p>
        )}
        <div className="absolute inset-x-3 top-3 z-10">
          <ShareButton title={title} />
        </div>
      </div>
      <div className="z-0 self-end bg-linear-to-t from-[#0b0c16] from-30% to-transparent px-5 pt-24 pb-5 text-white [grid-area:1/1] lg:col-start-2 lg:row-start-1 lg:self-start lg:bg-none lg:p-0 lg:text-ink lg:[grid-area:auto]">
        <div className="mb-2">
          <SaleBadge state={concert.saleState} />
        </div>
        <Heading focused={false} className="text-3xl font-extrabold sm:text-4xl">
          {title}
        </Heading>
        <p className="mt-2 lg:text-muted">
          {days} · {t('shows', { count: concert.dates.length })}
        </p>
        <p className="lg:text-muted">
          {venue}{' '}
          <a
            href={`https://map.kakao.com/?q=${encodeURIComponent(venue)}`}
            target="_blank"
            rel="noreferrer"
            className="inline-block py-1 underline underline-offset-4"
          >
            {t('map')}
          </a>
        </p>
      </div>
    </div>
  );
}
