'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { api } from '../../api.ts';
import { clockTime, useFormats } from '../../format.tsx';
import { useServerTime } from '../../server-clock.tsx';
import { Trouble } from '../../tickets/trouble.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Choice } from '../choice.tsx';
import { useLive } from '../live/live-concert.tsx';
import { lastMinutes } from '../live/period.ts';
import type { HistoryRow } from '../live/types.ts';
import { policyActions } from '../marks.ts';
import { useMay } from '../staff.tsx';
import type { Mark } from './draw-marks.ts';
import { ChartLegend } from './half-hour-chart.tsx';
import { type ChartName, chartNames, historySeries } from './series.ts';
import { useMarks } from './use-marks.ts';

const Chart = dynamic(async () => (await import('./chart.tsx')).Chart, {
  ssr: false,
  loading: () => <div className="h-44" />,
});

const pollMs = 60_000;
const dayTickSpace = 110;
/** Minutes of each period. Above a day, the history is by hour. */
const ranges = { hour: 60, sixHours: 360, day: 1_440, week: 10_080 };
type Range = keyof typeof ranges;
const rangeNames = Object.keys(ranges) as Range[];

/** Draws the course of a sale: per minute for up to a day, per hour for a week. */
export function HistoryCharts({ concertId }: { concertId: number }) {
  const t = useTranslations('console.history');
  const may = useMay();
  const [range, setRange] = useState<Range>('hour');
  const nowMs = useServerTime();
  const enabled = nowMs !== null;
  const period = { concertId, ...lastMinutes(nowMs ?? 0, ranges[range]) };
  const query = api.admin.history.useQuery(period, {
    enabled,
    refetchInterval: pollMs,
    placeholderData: keepPreviousData,
  });
  const marks = useMarks(useChangesIn(period, { enabled }));
  const csv = new URLSearchParams({ ...period, concertId: String(concertId) });
  return (
    <section aria-labelledby="history" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="history" className="text-xl font-bold">
          {t('title')}
        </h2>
        {may('readAudit') && (
          <a
            href={`/api/admin/export/history.csv?${csv.toString()}`}
            download
            className={buttonClass('secondary', 'min-h-10 px-4 text-sm')}
          >
            {t('csv')}
          </a>
        )}
      </div>
      <Choice
        label={t('range')}
        options={rangeNames.map((name) => ({ value: name, text: t(`ranges.${name}`) }))}
        chosen={range}
        onChoose={setRange}
      />
      <Trouble query={query} />
      <div className="grid gap-3 xl:grid-cols-2">
        {chartNames.map((name) => (
          <HistoryChart
            key={name}
            name={name}
            range={range}
            rows={query.data ?? []}
            marks={marks}
          />
        ))}
      </div>
    </section>
  );
}

interface HistoryChartProps {
  name: ChartName;
  range: Range;
  rows: readonly HistoryRow[];
  marks: Mark[];
}

function HistoryChart({ name, range, rows, marks }: HistoryChartProps) {
  const t = useTranslations('console.history');
  const { monthDay } = useFormats();
  const isHourly = range === 'week';
  const title = t(`chart.${name === 'flow' && isHourly ? 'flowHourly' : name}`);
  const textOf = (ms: number) =>
    `${monthDay(new Date(ms).toISOString())} ${clockTime(ms).slice(0, 5)}`;
  const series = historySeries(name, rows, (key) => t(`series.${key}`));
  return (
    <figure className="rounded-2xl border border-line bg-surface px-4 py-3">
      <figcaption className="mb-1 flex flex-wrap items-center justify-between gap-x-4">
        <span className="font-semibold">{title}</span>
        <ChartLegend series={series} />
      </figcaption>
      <Chart
        className="h-44"
        times={rows.map(({ at }) => Date.parse(at))}
        series={series}
        marks={marks}
        {...(isHourly && { tick: { textOf, space: dayTickSpace } })}
        label={t('label', {
          chart: title,
          values: series
            .map(({ label, values }) => `${label} ${String(values.at(-1) ?? '–')}`)
            .join(', '),
        })}
      />
    </figure>
  );
}

interface Period {
  concertId: number;
  from: string;
  to: string;
}

/**
 * Returns the latest changes of a concert in a period. Without the right to read the audit log,
 * returns those of the page's events.
 */
function useChangesIn(period: Period, { enabled }: { enabled: boolean }) {
  const { events } = useLive();
  const mayRead = useMay()('readAudit');
  const queries = api.useQueries((t) =>
    policyActions.map((action) =>
      t.admin.audit.list(
        { ...period, action },
        { enabled: mayRead && enabled, placeholderData: keepPreviousData },
      ),
    ),
  );
  return mayRead ? queries.flatMap(({ data }) => data?.items ?? []) : events;
}
