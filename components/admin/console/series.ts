import type { HistoryRow } from '../live/types.ts';
import type { Series } from './chart.tsx';

type Value = Exclude<keyof HistoryRow, 'at'>;

/** Names of the series of each chart of the history, with their colours. */
const charts = {
  people: { waiting: 'waiting', active: 'inside', capacity: 'warning' },
  flow: { joins: 'waiting', admissions: 'inside', completions: 'paid', noShows: 'danger' },
  waits: { waitP50: 'waiting', waitP90: 'warning' },
  sales: { sold: 'success', held: 'warning' },
  revenue: { revenue: 'paid' },
} as const satisfies Record<string, Partial<Record<Value, Series['colour']>>>;
export type ChartName = keyof typeof charts;
export const chartNames = Object.keys(charts) as ChartName[];

/** Returns the series of a chart of the history. */
export function historySeries(
  name: ChartName,
  rows: readonly HistoryRow[],
  label: (value: Value) => string,
): Series[] {
  const colours = Object.entries(charts[name]) as [Value, Series['colour']][];
  return colours.map(([value, colour]) => ({
    label: label(value),
    colour,
    values: rows.map((row) => row[value]),
  }));
}

/** Returns the series of the last half hour. Paid bookings have a scale of their own. */
export function halfHourSeries(
  rows: readonly HistoryRow[],
  label: (name: 'waiting' | 'inside' | 'paid') => string,
): Series[] {
  return [
    {
      label: label('waiting'),
      colour: 'waiting',
      isFilled: true,
      values: rows.map(({ waiting }) => waiting),
    },
    { label: label('inside'), colour: 'inside', values: rows.map(({ active }) => active) },
    {
      label: label('paid'),
      colour: 'paid',
      isRate: true,
      values: rows.map(({ completions }) => completions),
    },
  ];
}
