'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { seoulDay, useFormats, weekdaysOf } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { type Day, levelOf, monthsOf } from './calendar.ts';
import { canChoose, type ShownDate, useChosenDate } from './chosen-date.tsx';
import { DateRows } from './date-rows.tsx';

const daySteps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};
const dayMs = 86_400_000;

interface DateCalendarProps {
  /** True while the concert is on sale, when the levels of free seats are meaningful. */
  showsLevels: boolean;
}

/** Shows the months with dates. The arrow keys go to the nearest day that can be chosen. */
export function DateCalendar({ showsLevels }: DateCalendarProps) {
  const t = useTranslations('catalog');
  const { dates, chosen, shown, choose } = useChosenDate();
  const months = monthsOf(dates);
  const shownDay = shown === null ? '' : seoulDay(shown.startsAt);
  const [month, setMonth] = useState(shownDay.slice(0, 7));
  const at = Math.max(
    0,
    months.findIndex((one) => one.month === month),
  );
  const chooseDay = ({ shows }: Day<ShownDate>) => {
    const free = shows.find(canChoose);
    if (free !== undefined) choose(free.performanceId);
  };
  const onKeyDown = (event: KeyboardEvent, from: string) => {
    const step = daySteps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = nearest(dates.filter(canChoose), from, step);
    if (next === undefined) return;
    setMonth(next.slice(0, 7));
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus(),
    );
  };
  if (months.length === 0) return <p className="text-muted">{t('noDates')}</p>;
  return (
    <>
      <MonthHead months={months.map((one) => one.month)} at={at} onTurn={setMonth} />
      <table className="w-full table-fixed text-center">
        <Weekdays />
        <tbody>
          {months[at]?.weeks.map((week, nth) => (
            <tr key={nth}>
              {week.map((day, weekday) => (
                <td key={weekday} className="p-0.5">
                  {day !== null && (
                    <DayCell
                      day={day}
                      isChosen={day.day === shownDay && chosen !== null}
                      showsLevels={showsLevels}
                      onChoose={() => chooseDay(day)}
                      onKeyDown={(event) => onKeyDown(event, day.day)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <DateRows day={shownDay} showsLevels={showsLevels} />
    </>
  );
}

/** Returns the first day at least `step` days after (negative: before) the day `from`. */
function nearest(dates: ShownDate[], from: string, step: number): string | undefined {
  const edge = Date.parse(from) + step * dayMs;
  const days = dates.map(({ startsAt }) => seoulDay(startsAt));
  return step > 0
    ? days.find((day) => Date.parse(day) >= edge)
    : days.findLast((day) => Date.parse(day) <= edge);
}

interface MonthHeadProps {
  /** YYYY-MM. */
  months: string[];
  at: number;
  onTurn: (month: string) => void;
}

function MonthHead({ months, at, onTurn }: MonthHeadProps) {
  const t = useTranslations('catalog');
  const { month: nameOf } = useFormats();
  const turnTo = (to: number) => onTurn(months[to] ?? '');
  return (
    <div className="flex min-h-11 items-center justify-between">
      <p aria-live="polite" className="font-semibold">
        {nameOf(`${months[at] ?? ''}-01`)}
      </p>
      {months.length > 1 && (
        <div className="-mr-2 flex">
          <MonthButton label={t('monthBefore')} off={at === 0} onPress={() => turnTo(at - 1)}>
            ‹
          </MonthButton>
          <MonthButton
            label={t('monthAfter')}
            off={at === months.length - 1}
            onPress={() => turnTo(at + 1)}
          >
            ›
          </MonthButton>
        </div>
      )}
    </div>
  );
}

interface MonthButtonProps {
  label: string;
  off: boolean;
  onPress: () => void;
  children: ReactNode;
}

function MonthButton({ label, off, onPress, children }: MonthButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={off}
      onClick={onPress}
      className="size-11 rounded-xl text-2xl hover:bg-raised disabled:text-line"
    >
      <span aria-hidden>{children}</span>
    </button>
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

interface DayCellProps {
  day: Day<ShownDate>;
  isChosen: boolean;
  showsLevels: boolean;
  onChoose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

const cellClass =
  'flex min-h-11 w-full flex-col items-center justify-center rounded-xl leading-tight';

/** In a window too narrow for the text, only the rows below and the button's name have the level. */
const levelClass =
  'hidden text-xs font-medium tracking-tighter whitespace-nowrap min-[22rem]:block';

/** A day that can be chosen is a button. A sold-out day is struck. */
function DayCell({ day: { day, date, shows }, isChosen, showsLevels, ...on }: DayCellProps) {
  const t = useTranslations('catalog');
  const { day: dayName } = useFormats();
  const isOpen = shows.some(canChoose);
  const level = levelOf(shows);
  const isPast = shows.every((show) => show.isPast);
  const name = `${dayName(shows[0]?.startsAt ?? '')}${showsLevels ? `, ${t(`dateSeats.${level}`)}` : ''}`;
  const short = !showsLevels ? null : isPast ? t('daySeats.past') : t(`daySeats.${level}`);
  if (shows.length === 0) return <span className={cn(cellClass, 'text-muted')}>{date}</span>;
  if (!isOpen)
    return (
      <span className={cn(cellClass, 'text-muted')}>
        <s>{date}</s>
        <span className={levelClass}>{short}</span>
      </span>
    );
  return (
    <button
      type="button"
      data-day={day}
      aria-pressed={isChosen}
      onClick={on.onChoose}
      onKeyDown={on.onKeyDown}
      className={cn(
        cellClass,
        'border border-transparent font-bold',
        isChosen ? 'bg-accent text-accent-ink' : 'bg-accent-soft text-accent hover:border-accent',
      )}
    >
      <span className="sr-only">{name}</span>
      <span aria-hidden>{date}</span>
      {short !== null && (
        <span aria-hidden className={levelClass}>
          {short}
        </span>
      )}
    </button>
  );
}
