import { useLocale, useNow, useTranslations } from 'next-intl';
import { type Concert, useConcertFacts } from '#components/catalog/concert.ts';
import { GradePrices } from '#components/catalog/grade-prices.tsx';
import { type Plan, shownDates } from '#components/catalog/shown-dates.ts';
import { HallPlan } from '#components/concert/hall-plan.tsx';
import { useFormats } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { WaitingRoom } from '#components/waiting-room/waiting-room.tsx';

interface RoomProps {
  concert: Concert;
  title: string;
  performanceIds: number[];
}

/** Renders prices and plans on the server, so that they need no script and do not wait for one. */
export function Room({ concert, title, performanceIds }: RoomProps) {
  const t = useTranslations('catalog');
  const venue = textIn(useLocale(), concert.texts.venue);
  const { days } = useConcertFacts(concert);
  const { concertId, lineOpensAt, opensAt, priceMin } = concert;
  const plans = useDatesByPlan(concert);
  return (
    <WaitingRoom
      {...{ concertId, title, lineOpensAt, opensAt, performanceIds, priceMin }}
      about={`${venue} · ${days}`}
      prices={
        plans.length === 0 ? (
          <p className="mt-2 text-muted">{t('noDates')}</p>
        ) : (
          plans.map(({ plan, days }) => (
            <section key={days} aria-label={days}>
              {plans.length > 1 && <h3 className="mt-3 text-sm text-muted">{days}</h3>}
              <GradePrices grades={plan.grades} />
            </section>
          ))
        )
      }
      plan={
        plans.length === 0
          ? null
          : plans.map(({ plan, days }) => (
              <section key={days} aria-label={days} className="pt-2">
                {plans.length > 1 && <h3 className="mb-2 text-sm text-muted">{days}</h3>}
                <HallPlan {...plan} />
              </section>
            ))
      }
    />
  );
}

/** Returns each plan with the days of its dates. A page of several plans names their days. */
function useDatesByPlan(concert: Concert): { plan: Plan; days: string }[] {
  const t = useTranslations('catalog');
  const { day } = useFormats();
  const { dates, plans } = shownDates(concert.dates, { now: useNow(), to: t('to') });
  return plans.map((plan, at) => {
    const days = dates.filter((date) => date.plan === at).map(({ startsAt }) => day(startsAt));
    return { plan, days: [...new Set(days)].join(', ') };
  });
}
