'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '../../format.tsx';
import { cn } from '../../ui/cn.ts';
import type { HistoryRow } from '../live/types.ts';
import type { Overview } from './types.ts';

const trendMinutes = 5;

/** Returns the change of a value in the last five minutes; 0 without so long a history. */
function trendOf(history: readonly HistoryRow[], name: 'waiting' | 'revenue', now: number): number {
  const before = history.at(-trendMinutes - 1);
  return before === undefined ? 0 : now - before[name];
}

/** Shows the five figures that matter. Screen readers do not announce them, because they tick. */
export function Tiles({
  overview,
  history,
}: {
  overview: Overview;
  history: readonly HistoryRow[];
}) {
  const t = useTranslations('console.tile');
  const { number, won } = useFormats();
  const { waiting, active, capacity, ratePerMinute, held, sold, available, revenue } = overview;
  const { arrived, arrivedLastMinute } = overview;
  const series = (name: 'waiting' | 'active' | 'admissions' | 'sold' | 'revenue') =>
    history.map((row) => row[name]);
  const joined = trendOf(history, 'waiting', waiting);
  const Trend = joined > 0 ? ArrowUp : ArrowDown;
  const earned = trendOf(history, 'revenue', revenue);
  const last = history.slice(-trendMinutes);
  const actual =
    last.length === 0
      ? null
      : last.reduce((sum, { admissions }) => sum + admissions, 0) / last.length;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-3 xl:grid-cols-[1fr_1fr_1fr_1fr_1.25fr]">
      <Tile
        name={t('waiting')}
        value={number(waiting)}
        note={
          joined === 0 ? null : (
            <span className={joined > 0 ? 'text-danger' : 'text-success'}>
              <Trend aria-hidden className="inline size-3.5" />{' '}
              {t('perFive', { value: number(Math.abs(joined)) })}
            </span>
          )
        }
      >
        <Sparkline values={series('waiting')} className="stroke-waiting" />
      </Tile>
      <Tile
        name={t('active')}
        value={`${number(active)} / ${number(capacity)}`}
        note={`${number(Math.round((100 * active) / capacity))}%`}
      >
        <Sparkline values={series('active')} className="stroke-inside" />
      </Tile>
      <Tile
        className="hidden lg:block"
        name={t('actual')}
        value={actual === null ? '–' : number(Math.round(actual * 10) / 10)}
        note={t('limit', { value: number(ratePerMinute) })}
      >
        <Sparkline values={series('admissions')} className="stroke-inside" />
      </Tile>
      <Tile
        name={t('sold')}
        value={`${number(sold)} / ${number(sold + held + available)}`}
        note={
          arrived > 0
            ? t('arrived', { value: number(arrived), perMinute: number(arrivedLastMinute) })
            : held > 0 && t('held', { value: number(held) })
        }
      >
        <Sparkline values={series('sold')} className="stroke-success" />
      </Tile>
      <Tile
        className="lg:max-xl:col-span-2"
        name={t('revenue')}
        value={won(revenue)}
        note={
          earned === 0 ? null : (
            <span className={earned > 0 ? 'text-success' : 'text-danger'}>
              {earned > 0 ? '+' : '–'}
              {t('perFive', { value: won(Math.abs(earned)) })}
            </span>
          )
        }
      >
        <Sparkline values={series('revenue')} className="stroke-paid" />
      </Tile>
    </dl>
  );
}

interface TileProps {
  name: string;
  value: string;
  note: ReactNode;
  className?: string;
  children: ReactNode;
}

function Tile({ name, value, note, className, children }: TileProps) {
  return (
    <div className={cn('rounded-2xl border border-line bg-surface px-3.5 py-2', className)}>
      <dt className="text-sm text-muted lg:text-xs lg:leading-5">{name}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className="text-xl font-bold whitespace-nowrap">{value}</span>
        <span className="text-xs font-semibold whitespace-nowrap text-muted">{note}</span>
      </dd>
      <dd aria-hidden>{children}</dd>
    </div>
  );
}

const width = 100;
const height = 28;
const inset = 2;

/** Draws a series without axes. Hidden from screen readers, because its figure is beside it. */
function Sparkline({ values, className }: { values: number[]; className: string }) {
  if (values.length < 2) return <div aria-hidden className="h-7" />;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => (at / (values.length - 1)) * width;
  const y = (value: number) =>
    high === low
      ? height - inset
      : height - inset - ((value - low) / (high - low)) * (height - 2 * inset);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      preserveAspectRatio="none"
      className="block h-7 w-full"
    >
      <polyline
        points={values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
        fill="none"
        strokeWidth={2}
        vectorEffect="non-scaling-stroke"
        className={className}
      />
    </svg>
  );
}
