'use client';

import { useTranslations } from 'next-intl';
import { seoulDay, useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { canChoose, type ShownDate, useChosenDate } from './chosen-date.tsx';

const looks = { MANY: 'text-success', FEW: 'text-warning', NONE: 'text-muted' };

/** Shows the day's dates as rows. Several dates are a choice. */
export function DateRows({ day, showsLevels }: { day: string; showsLevels: boolean }) {
  const t = useTranslations('catalog');
  const { dates, chosen, choose } = useChosenDate();
  const rows = dates.filter(({ startsAt }) => seoulDay(startsAt) === day);
  return (
    <ul aria-label={t('times')} className="mt-3 flex flex-col gap-2 lg:max-h-44 lg:overflow-y-auto">
      {rows.map((date) => (
        <li key={date.performanceId}>
          {rows.length > 1 && canChoose(date) ? (
            <button
              type="button"
              aria-pressed={date === chosen}
              onClick={() => choose(date.performanceId)}
              className={cn(rowClass(date === chosen), 'hover:bg-raised')}
            >
              <Row date={date} showsLevels={showsLevels} />
            </button>
          ) : (
            <p className={rowClass(date === chosen)}>
              <Row date={date} showsLevels={showsLevels} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

const rowClass = (isChosen: boolean) =>
  cn(
    'flex min-h-12 w-full items-center justify-between gap-2 rounded-xl border bg-surface px-4 py-2 text-left font-semibold',
    isChosen ? 'border-2 border-accent' : 'border-line',
  );

function Row({
  date: { startsAt, seats, isPast },
  showsLevels,
}: {
  date: ShownDate;
  showsLevels: boolean;
}) {
  const t = useTranslations('catalog.dateSeats');
  const { moment } = useFormats();
  return (
    <>
      {moment(startsAt)}
      {(isPast || showsLevels) && (
        <span className={cn('shrink-0', looks[seats])}>{t(isPast ? 'past' : seats)}</span>
      )}
    </>
  );
}
