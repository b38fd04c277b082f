'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import { seoulDay, useFormats, weekdaysOf } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { type Day, type Month, monthsOf, nearestDay } from './calendar.ts';
import { MonthHead } from './month-head.tsx';

const daySteps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

/** Words for one day's shows. */
export interface DayLabel {
  /** Shown below the date; null for no text. */
  short: string | null;
  /** Read after the date; empty for no text. */
  long: string;
}

interface MonthCalendarProps<Show> {
  shows: Show[];
  /** Selected day in Seoul, YYYY-MM-DD. Its month is shown at first. */
  day: string;
  /** True if a user may select the show's day. */
  isOpen: (show: Show) => boolean;
  labelOf: (shows: Show[]) => DayLabel;
  onSelect: (day: Day<Show>) => void;
}

/**
 * Shows the months that have shows, one at a time. Only one day is a tab stop. The arrow keys go to
 * the nearest day that can be selected, also in another month, and Enter selects it.
 */
export function MonthCalendar<Show extends { startsAt: string }>(props: MonthCalendarProps<Show>) {
  const { shows, day, isOpen } = props;
  const months = monthsOf(shows);
  const [month, setMonth] = useState(day.slice(0, 7));
  const table = useRef<HTMLTableElement>(null);
  const at = Math.max(
    0,
    months.findIndex((one) => one.month === month),
  );
  const openDays = shows.filter(isOpen).map(({ startsAt }) => seoulDay(startsAt));
  const onKeyDown = (event: KeyboardEvent, from: string) => {
    const step = daySteps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = nearestDay(openDays, from, step);
    if (next === undefined) return;
    setMonth(next.slice(0, 7));
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus(),
    );
  };
  const shown = months[at];
  if (shown === undefined) return null;
  const ofMonth = openDays.filter((open) => open.startsWith(shown.month));
  const tabStop = ofMonth.includes(day) ? day : ofMonth[0];
  return (
    <>
      <MonthHead months={months.map((one) => one.month)} at={at} onTurn={setMonth} />
      <table ref={table} className="w-full table-fixed text-center">
        <Weekdays />
        <Weeks {...props} month={shown} tabStop={tabStop} onKeyDown={onKeyDown} />
      </table>
    </>
  );
}

function Weekdays() {
  const names = weekdaysOf(useFormats().locale);
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col" className="py-1 text-xs font-medium text-muted">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface WeeksProps<Show> extends MonthCalendarProps<Show> {
  month: Month<Show>;
  tabStop: string | undefined;
  onKeyDown: (event: KeyboardEvent, from: string) => void;
}

function Weeks<Show extends { startsAt: string }>(props: WeeksProps<Show>) {
  const { month, day: selected, tabStop, isOpen, labelOf, onSelect, onKeyDown } = props;
  return (
    <tbody>
      {month.weeks.map((week, nth) => (
        <tr key={nth}>
          {week.map((day, weekday) => (
            <td key={weekday} className="p-0.5">
              {day !== null && (
                <DayCell
                  date={day.date}
                  day={day.day}
                  label={day.shows.length === 0 ? null : labelOf(day.shows)}
                  isOpen={day.shows.some(isOpen)}
                  isSelected={day.day === selected}
                  isTabStop={day.day === tabStop}
                  onSelect={() => onSelect(day)}
                  onKeyDown={(event) => onKeyDown(event, day.day)}
                />
              )}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

interface DayCellProps {
  /** Day of the month, from 1. */
  date: number;
  /** YYYY-MM-DD. */
  day: string;
  /** Null for a day without shows. */
  label: DayLabel | null;
  isOpen: boolean;
  isSelected: boolean;
  isTabStop: boolean;
  onSelect: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

const cellClass =
  'flex min-h-11 w-full flex-col items-center justify-center rounded-xl leading-tight';

/** A window too narrow for the text shows it only in the rows below. */
const labelClass =
  'hidden text-xs font-medium tracking-tighter whitespace-nowrap min-[22rem]:block';

/** A day that can be selected is a button. A day whose shows are over or sold out is struck. */
function DayCell({ date, day, label, isOpen, isSelected, isTabStop, ...on }: DayCellProps) {
  const { day: dayName } = useFormats();
  if (label === null) return <span className={cn(cellClass, 'text-muted')}>{date}</span>;
  const short = label.short !== null && <span className={labelClass}>{label.short}</span>;
  if (!isOpen)
    return (
      <span className={cn(cellClass, 'text-muted')}>
        <s>{date}</s>
        {short}
      </span>
    );
  return (
    <button
      type="button"
      data-day={day}
      aria-pressed={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={on.onSelect}
      onKeyDown={on.onKeyDown}
      className={cn(
        cellClass,
        'border border-transparent font-bold',
        isSelected ? 'bg-accent text-accent-ink' : 'bg-accent-soft text-accent hover:border-accent',
      )}
    >
      <span className="sr-only">
        {dayName(`${day}T12:00:00+09:00`)}
        {label.long !== '' && `, ${label.long}`}
      </span>
      <span aria-hidden className="contents">
        {date}
        {short}
      </span>
    </button>
  );
}
