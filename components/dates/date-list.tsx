import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Badge } from '../ui/badge.tsx';

const fewSeats = 10;

interface DateListProps {
  concertId: number;
  dates: Outputs['catalog']['dates'];
  heldPerformanceId: number | undefined;
}

export function DateList({ concertId, dates, heldPerformanceId }: DateListProps) {
  const t = useTranslations('seating.dates');
  const format = useFormats();
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {dates.map(({ performanceId, startsAt, seatsLeft }) => (
        <li key={performanceId}>
          <Link
            href={`/concerts/${concertId}/seats/${performanceId}`}
            className="flex min-h-20 items-center gap-3 rounded-2xl border border-line bg-surface p-5 hover:border-accent hover:bg-raised"
          >
            <span className="min-w-0 flex-1">
              <span className="block font-bold">{format.day(startsAt)}</span>
              <span className="mt-1 flex flex-wrap items-center gap-2">
                <span className="text-muted">{format.time(startsAt)}</span>
                <Badge tone={seatsLeft <= fewSeats ? 'warning' : 'success'}>
                  {t('left', { count: seatsLeft })}
                </Badge>
                {performanceId === heldPerformanceId && <Badge tone="accent">{t('held')}</Badge>}
              </span>
            </span>
            <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
