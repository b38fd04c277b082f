'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MonthCalendar } from '#components/calendar/month-calendar.tsx';
import { seoulDay, useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { DateRow } from './date-row.tsx';
import type { FutureDate, OpenDate } from './dates.ts';

interface DateListProps {
  concertId: number;
  /** Dates with free seats. */
  dates: OpenDate[];
  heldPerformanceId: number | undefined;
  /** All future dates, of which the calendar also shows those that are sold out. */
  all?: FutureDate[];
}

type Show = FutureDate & { seatsLeft: number };

const isOpen = ({ seatsLeft }: Show): boolean => seatsLeft > 0;

/**
 * Leads to the seats of a date. Shows a calendar if the dates are on several days, and the selected
 * day's dates as rows. At first, the day of the held seats or the next day is selected.
 */
export function DateList({ concertId, dates, heldPerformanceId, all = dates }: DateListProps) {
  const t = useTranslations('seating.dates');
  const catalog = useTranslations('catalog');
  const [selected, setSelected] = useState<string | null>(null);
  const dayOf = ({ startsAt }: FutureDate) => seoulDay(startsAt);
  const first = dates.find((date) => date.performanceId === heldPerformanceId) ?? dates[0];
  if (first === undefined) return null;
  const day = dates.some((date) => dayOf(date) === selected) ? selected : dayOf(first);
  const shows = all.map(
    (date): Show =>
      dates.find(({ performanceId }) => performanceId === date.performanceId) ?? {
        ...date,
        seatsLeft: 0,
      },
  );
  const labelOf = (ofDay: Show[]) => {
    const count = ofDay.reduce((sum, { seatsLeft }) => sum + seatsLeft, 0);
    return count === 0
      ? { short: catalog('daySeats.NONE'), long: catalog('daySeats.NONE') }
      : { short: catalog('daySeats.left', { count }), long: t('left', { count }) };
  };
  const hasCalendar = new Set(shows.map(dayOf)).size > 1;
  return (
    <div className="@container">
      <div
        className={cn(
          'grid grid-cols-1 gap-x-8 gap-y-3',
          hasCalendar && '@3xl:grid-cols-[24rem_1fr]',
        )}
      >
        {hasCalendar && (
          <div>
            <MonthCalendar
              shows={shows}
              day={day ?? ''}
              isOpen={isOpen}
              labelOf={labelOf}
              onSelect={(chosen) => setSelected(chosen.day)}
            />
          </div>
        )}
        <DateRows
          concertId={concertId}
          dates={dates.filter((date) => dayOf(date) === day)}
          heldPerformanceId={heldPerformanceId}
        />
      </div>
    </div>
  );
}

/** Lists the dates of one day. */
function DateRows({ concertId, dates, heldPerformanceId }: Omit<DateListProps, 'all'>) {
  const t = useTranslations('catalog');
  const { day } = useFormats();
  return (
    <div className="flex flex-col gap-3">
      <p className="font-bold @3xl:flex @3xl:min-h-11 @3xl:items-center">
        {day(dates[0]?.startsAt ?? '')}
      </p>
      <ul aria-label={t('times')} className="flex flex-col gap-2">
        {dates.map((date) => (
          <li key={date.performanceId}>
            <DateRow
              concertId={concertId}
              date={date}
              isHeld={date.performanceId === heldPerformanceId}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
