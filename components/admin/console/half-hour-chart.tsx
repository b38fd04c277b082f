'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../format.tsx';
import { useLive } from '../live/live-concert.tsx';
import type { HistoryRow } from '../live/types.ts';
import type { Series } from './chart.tsx';
import { halfHourSeries } from './series.ts';
import { useMarks } from './use-marks.ts';

// Only the console draws charts, so the library loads with them.
const Chart = dynamic(async () => (await import('./chart.tsx')).Chart, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1" />,
});

const dots: Record<Series['colour'], string> = {
  waiting: 'bg-waiting',
  inside: 'bg-inside',
  paid: 'bg-paid',
  warning: 'bg-warning',
  success: 'bg-success',
  danger: 'bg-danger',
};

export function ChartLegend({ series }: { series: Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 text-sm text-muted">
      {series.map(({ label, colour }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-sm ${dots[colour]}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}

/** Shows people waiting and inside and paid bookings of half an hour, with each policy change. */
export function HalfHourChart({ history }: { history: readonly HistoryRow[] }) {
  const t = useTranslations('console.chart');
  const { number } = useFormats();
  const marks = useMarks(useLive().events);
  const series = halfHourSeries(history, t);
  const [first, last] = [history[0], history.at(-1)];
  return (
    <section
      aria-labelledby="half-hour"
      className="flex h-52 flex-col gap-1 rounded-2xl border border-line bg-surface px-4 py-2.5 xl:h-auto xl:min-h-32 xl:flex-[3]"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 id="half-hour" className="text-sm font-bold">
          {t('title')}
        </h2>
        <ChartLegend series={series} />
      </div>
      <Chart
        className="flex-1"
        times={history.map(({ at }) => Date.parse(at))}
        series={series}
        marks={marks}
        label={
          first === undefined || last === undefined
            ? t('empty')
            : t('summary', { from: number(first.waiting), to: number(last.waiting) })
        }
      />
    </section>
  );
}
