import { useTranslations } from 'next-intl';
import type { FeeSchedule } from '#server/fees/fees.schema.ts';
import { useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { feeSteps } from './fee-steps.ts';

const lookOf = (percent: number | null) =>
  percent === null
    ? 'bg-danger-soft text-danger'
    : percent === 0
      ? 'bg-success-soft text-success'
      : 'bg-raised';

interface FeeStripProps {
  schedule: FeeSchedule;
  startsAt: string;
  now: string;
}

/** Shows the fees of a date as one strip, with the last day of each fee. */
export function FeeStrip({ schedule, startsAt, now }: FeeStripProps) {
  const t = useTranslations('catalog.feeStrip');
  const { day, monthDay } = useFormats();
  return (
    <>
      <p className="text-sm text-muted">{t('about', { day: day(startsAt) })}</p>
      <ol className="grid overflow-hidden min-[22rem]:auto-cols-fr min-[22rem]:grid-flow-col rounded-xl text-center text-sm">
        {feeSteps(schedule, startsAt, now).map(({ percent, day: edge }) => (
          <li
            key={edge}
            className={cn('border-l border-surface px-1 py-2.5 first:border-0', lookOf(percent))}
          >
            <span className="block font-bold">
              {percent === null
                ? t('never')
                : percent === 0
                  ? t('free')
                  : t('percent', { percent })}
            </span>
            <span className="block text-xs">
              {t(percent === null ? 'from' : 'until', { day: monthDay(edge) })}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
