import { useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { gradeLook } from './grade-colours.ts';
import type { Plan } from './shown-dates.ts';

/** Lists the grades of a date with their seats and prices. */
export function GradePrices({ grades }: Pick<Plan, 'grades'>) {
  const t = useTranslations('catalog');
  const { won } = useFormats();
  return (
    <ul className="divide-y divide-line">
      {grades.map(({ grade, price, seats }, rank) => (
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
