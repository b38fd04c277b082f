import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { useFormats } from '#components/format.tsx';
import { Badge } from '#components/ui/badge.tsx';
import type { OpenDate } from './dates.ts';

const fewSeats = 10;

interface DateRowProps {
  concertId: number;
  date: OpenDate;
  /** True if the user holds seats of this date. */
  isHeld: boolean;
}

/** Leads to the seats of one date, and counts the free seats of each grade. */
export function DateRow({ concertId, date, isHeld }: DateRowProps) {
  const t = useTranslations('seating.dates');
  const { time } = useFormats();
  const { performanceId, startsAt, seatsLeft, grades } = date;
  return (
    <Link
      href={`/concerts/${String(concertId)}/seats/${String(performanceId)}`}
      className="flex min-h-16 flex-wrap items-center justify-end gap-x-3 gap-y-1 rounded-xl border border-line bg-surface px-4 py-2.5 hover:border-accent hover:bg-raised"
    >
      <span className="min-w-0 flex-1 basis-32">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-bold">
          {time(startsAt)}
          {isHeld && <Badge tone="accent">{t('held')}</Badge>}
        </span>
        <span className="block text-sm text-muted">
          {grades.map((one) => `${one.grade} ${String(one.seatsLeft)}`).join(' · ')}
        </span>
      </span>
      <span className="flex items-center gap-3">
        <Badge tone={seatsLeft <= fewSeats ? 'warning' : 'success'}>
          {t('left', { count: seatsLeft })}
        </Badge>
        <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
      </span>
    </Link>
  );
}
