'use client';

import { useTranslations } from 'next-intl';
import { levelOf } from '#components/dates/calendar.ts';
import { MonthCalendar } from '#components/dates/month-calendar.tsx';
import { seoulDay } from '#components/format.tsx';
import { canChoose, type ShownDate, useChosenDate } from './chosen-date.tsx';
import { DateRows } from './date-rows.tsx';

interface DateCalendarProps {
  /** True while the concert is on sale, when the levels of free seats are meaningful. */
  showsLevels: boolean;
}

/** Chooses the date that the user books. Shows free seats only as levels. */
export function DateCalendar({ showsLevels }: DateCalendarProps) {
  const t = useTranslations('catalog');
  const { dates, shown, choose } = useChosenDate();
  if (shown === null) return <p className="text-muted">{t('noDates')}</p>;
  const day = seoulDay(shown.startsAt);
  const labelOf = (shows: ShownDate[]) => {
    const level = shows.every(({ isPast }) => isPast) ? 'past' : levelOf(shows);
    return showsLevels
      ? { short: t(`daySeats.${level}`), long: t(`dateSeats.${level}`) }
      : { short: null, long: '' };
  };
  return (
    <>
      <MonthCalendar
        shows={dates}
        day={day}
        isOpen={canChoose}
        labelOf={labelOf}
        onSelect={({ shows }) => choose(shows.find(canChoose)?.performanceId ?? 0)}
      />
      <DateRows day={day} showsLevels={showsLevels} />
    </>
  );
}
