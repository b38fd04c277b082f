'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { useChosenDate } from './chosen-date.tsx';
import { gradeLook } from './grade-colours.ts';

/** Lists the grades of the shown date with their seats and prices. */
export function GradePrices() {
  const t = useTranslations('catalog');
  const { won } = useFormats();
  const { shown } = useChosenDate();
  if (shown === null) return <p className="text-muted">{t('noDates')}</p>;
  return (
    <ul className="divide-y divide-line">
      {shown.grades.map(({ grade, price, seats }, rank) => (
        <li key={grade} className="flex min-h-11 items-center gap-3 py-2">
          <span
            aria-hidden
            className={cn('size-3.5 rounded border border-transparent', gradeLook(rank).swatch)}
          />
          <span className="min-w-10 font-bold">{grade}</span>
          <span className="flex-1 text-sm text-muted">{t('gradeSeats', { seats })}</span>
          <span className="font-bold tabular-nums">{won(price)}</span>
        </li>
      ))}
    </ul>
  );
}
