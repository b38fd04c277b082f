'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { gradesOf } from '#server/seating/rows.schema.ts';
import { gradeLook } from '../catalog/grade-colours.ts';
import { useFormats } from '../format.tsx';
import { cn } from '../ui/cn.ts';
import { useRoving } from '../ui/use-roving.ts';
import type { Seat } from './arrange.ts';
import { Kinds } from './kinds.tsx';

interface GradesProps {
  seats: Seat[];
  /** Chosen grade; null means all grades. */
  grade: string | null;
  onChoose: (grade: string | null) => void;
}

const isFree = ({ state }: Seat) => state === 'available';

/** Shows the grades, and the kinds of seats that these seats have. */
export function Grades(props: GradesProps) {
  const t = useTranslations('seating.map');
  return (
    <div className="relative flex items-center gap-3 overflow-x-auto border-b border-line bg-surface px-2 py-1.5 text-sm side:col-start-2 side:m-2 side:mb-0 side:rounded-2xl side:border">
      <GradeChips {...props} />
      <ul aria-label={t('kinds')} className="flex gap-3 empty:hidden">
        <Kinds seats={props.seats} className="size-6" />
      </ul>
    </div>
  );
}

/** One row of buttons is legend, price list, count of free seats and filter. */
function GradeChips({ seats, grade: chosen, onChoose }: GradesProps) {
  const t = useTranslations('seating.chips');
  const { number } = useFormats();
  const { group, tabIndexOf } = useRoving();
  const grades = gradesOf(seats);
  const chip = (value: string | null, at: number, first: ReactNode, second: ReactNode) => (
    <button
      key={value}
      type="button"
      aria-pressed={value === chosen}
      tabIndex={tabIndexOf(at, grades.length + 1)}
      onClick={() => onChoose(value === chosen ? null : value)}
      className={cn(
        'min-h-12 shrink-0 rounded-xl border bg-surface px-1.5 py-1 text-left text-[0.8125rem] leading-tight min-[380px]:px-2 hover:bg-raised',
        value === chosen ? 'border-ink outline outline-1 outline-ink' : 'border-line',
      )}
    >
      <span className="flex items-center gap-1.5 whitespace-nowrap">{first}</span>
      <span className="block whitespace-nowrap text-muted tabular-nums">{second}</span>
    </button>
  );
  return (
    <div role="toolbar" aria-label={t('label')} {...group} className="flex gap-1.5 side:flex-wrap">
      {chip(
        null,
        0,
        <strong>{t('all')}</strong>,
        t('left', { count: seats.filter(isFree).length }),
      )}
      {grades.map(({ grade, price }, rank) =>
        chip(
          grade,
          rank + 1,
          <>
            <span aria-hidden className={cn('size-3 rounded-sm', gradeLook(rank).swatch)} />
            <strong>{grade}</strong>
            <span aria-hidden>
              {seats.filter((seat) => isFree(seat) && seat.grade === grade).length}
            </span>
            <span className="sr-only">
              {t('left', {
                count: seats.filter((seat) => isFree(seat) && seat.grade === grade).length,
              })}
            </span>
          </>,
          number(price),
        ),
      )}
    </div>
  );
}
