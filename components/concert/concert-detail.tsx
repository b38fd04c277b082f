import { useLocale, useNow, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Booking, OpeningNote } from '#components/catalog/booking.tsx';
import { ChosenDate } from '#components/catalog/chosen-date.tsx';
import { ConcertHead } from '#components/catalog/concert-head.tsx';
import type { Concert } from '#components/catalog/concert.ts';
import { DateCalendar } from '#components/catalog/date-calendar.tsx';
import { useFeeRules } from '#components/catalog/fee-rules.ts';
import { FeeStrip } from '#components/catalog/fee-strip.tsx';
import { GradePrices } from '#components/catalog/grade-prices.tsx';
import { type Plan, shownDates } from '#components/catalog/shown-dates.ts';
import { Shown } from '#components/catalog/shown.tsx';
import { useFormats } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { cn } from '#components/ui/cn.ts';
import { HallPlan } from './hall-plan.tsx';

/**
 * On a phone the sections follow each other, and the button stays at the bottom of a window that is
 * high enough. On a wide screen, poster, facts and the choice of a date are beside each other.
 */
export function ConcertDetail({ concert, linked }: { concert: Concert; linked: number }) {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const now = useNow();
  const { dates, plans } = shownDates(concert.dates, { now, to: t('to') });
  const notices = textIn(locale, concert.texts.notices);
  return (
    <ChosenDate dates={dates} linked={linked}>
      <main
        id="content"
        className="mx-auto flex w-full max-w-6xl flex-col gap-2 lg:grid lg:grid-cols-[18rem_1fr_20rem] lg:grid-rows-[auto_auto_1fr_auto] lg:gap-x-7 lg:gap-y-5 lg:px-6 lg:py-7 xl:grid-cols-[21rem_1fr_20rem]"
      >
        <ConcertHead concert={concert} />
        <Facts concert={concert} />
        <Contents hasPlan={plans.length > 0} hasNotices={notices !== ''} />
        <div className="contents lg:col-start-3 lg:row-span-4 lg:row-start-1 lg:block lg:self-start lg:rounded-2xl lg:border lg:border-line lg:tall:sticky lg:tall:top-6 lg:bg-surface lg:p-5">
          <Section id="book" title={t('chooseDate')} className="order-3 lg:p-0">
            <OpeningNote concert={concert} />
            <div>
              <DateCalendar showsLevels={concert.onSale} />
            </div>
          </Section>
          <div
            data-book-bar
            className="order-3 flex flex-col gap-2 bg-surface px-5 pt-2 pb-4 lg:mt-3 lg:p-0 max-lg:tall:sticky max-lg:tall:bottom-(--dock) max-lg:tall:z-10 max-lg:tall:order-last max-lg:tall:border-t max-lg:tall:border-line"
          >
            <Booking concert={concert} />
          </div>
        </div>
        <div className="order-4 flex flex-col gap-2 lg:col-start-2 lg:row-start-3 lg:gap-5">
          <Section id="grades" title={t('grades')} className="lg:bg-transparent lg:p-0">
            <Shown per="plan">
              {plans.map(({ grades }, at) => (
                <GradePrices key={at} grades={grades} />
              ))}
            </Shown>
          </Section>
          <Section id="fees" title={t('fees')} className="lg:bg-transparent lg:p-0">
            <Fees concert={concert} now={now.toISOString()} />
          </Section>
        </div>
        <div className="order-5 flex flex-col gap-2 lg:col-span-2 lg:col-start-1 lg:row-start-4 lg:gap-5">
          <Details concert={concert} plans={plans} />
        </div>
      </main>
    </ChosenDate>
  );
}

function Details({ concert: { texts }, plans }: { concert: Concert; plans: Plan[] }) {
  const t = useTranslations('catalog');
  const locale = useLocale();
  const notices = textIn(locale, texts.notices);
  return (
    <>
      <Section id="about" title={t('about')}>
        <p className="whitespace-pre-line">{textIn(locale, texts.description)}</p>
      </Section>
      {plans.length > 0 && (
        <Section id="plan" title={t('plan')}>
          <Shown per="plan">
            {plans.map((plan, at) => (
              <HallPlan key={at} {...plan} />
            ))}
          </Shown>
        </Section>
      )}
      {notices !== '' && (
        <Section id="notices" title={t('notices')}>
          <p className="whitespace-pre-line">{notices}</p>
        </Section>
      )}
    </>
  );
}

interface SectionProps {
  id: string;
  title: string;
  /** Replaces the default padding on wide screens. */
  className?: string;
  children: ReactNode;
}

function Section({ id, title, className = 'lg:p-6', children }: SectionProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className={cn('flex flex-col gap-3 bg-surface p-5 lg:rounded-2xl', className)}
    >
      <h2 id={`${id}-title`} className="text-lg font-bold">
        {title}
      </h2>
      {children}
    </section>
  );
}

interface ContentsProps {
  hasPlan: boolean;
  hasNotices: boolean;
}

/** Links to the sections, which are below each other on a phone. */
function Contents({ hasPlan, hasNotices }: ContentsProps) {
  const t = useTranslations('catalog');
  const sections = [
    { id: 'book', name: t('book'), isShown: true },
    { id: 'about', name: t('about'), isShown: true },
    { id: 'plan', name: t('plan'), isShown: hasPlan },
    { id: 'notices', name: t('notices'), isShown: hasNotices },
  ];
  return (
    <nav
      aria-label={t('contents')}
      className="order-2 -mt-2 overflow-x-auto border-t border-line bg-surface lg:hidden"
    >
      <ul className="flex gap-1 px-2">
        {sections
          .filter(({ isShown }) => isShown)
          .map(({ id, name }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                className="flex min-h-11 items-center px-3 font-medium whitespace-nowrap"
              >
                {name}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function Fees({ concert: { dates, cancellationFees }, now }: { concert: Concert; now: string }) {
  const rules = useFeeRules(cancellationFees);
  if (cancellationFees.length === 0) return <p>{rules}</p>;
  return (
    <>
      <Shown per="date">
        {dates.map(({ performanceId, startsAt }) => (
          <FeeStrip key={performanceId} schedule={cancellationFees} startsAt={startsAt} now={now} />
        ))}
      </Shown>
      <ul className="flex flex-col gap-1 text-sm text-muted">
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </>
  );
}

/** Shows the running time, the age limit, and the lowest price or the limit of seats. */
function Facts({
  concert: { runningMinutes, ageRating, priceMin, maxSeats },
}: {
  concert: Concert;
}) {
  const t = useTranslations('catalog');
  const { won } = useFormats();
  const facts = [
    { name: t('running'), value: t('minutes', { count: runningMinutes }) },
    { name: t('age'), value: t('years', { count: ageRating }) },
    // On a wide screen, the prices are below. On a phone, the limit is beside the button.
    {
      name: t('limit'),
      value: t('seats', { count: maxSeats }),
      className: 'hidden lg:contents',
    },
    {
      name: t('price'),
      value: priceMin === null ? t('noDates') : t('priceFrom', { price: won(priceMin) }),
      className: 'lg:hidden',
    },
  ];
  return (
    <dl className="order-1 -mt-2 grid gap-y-2 divide-line bg-surface py-4 text-center min-[22rem]:auto-cols-fr min-[22rem]:grid-flow-col min-[22rem]:divide-x lg:col-start-2 lg:row-start-2 lg:mt-0 lg:grid-flow-row lg:grid-cols-[auto_1fr] lg:gap-x-6 lg:gap-y-2 lg:divide-x-0 lg:bg-transparent lg:py-0 lg:text-left">
      {facts.map(({ name, value, className = 'lg:contents' }) => (
        <div key={name} className={cn('px-2', className)}>
          <dt className="text-sm text-muted lg:text-base">{name}</dt>
          <dd className="mt-0.5 font-bold lg:mt-0 lg:font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
