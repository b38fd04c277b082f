import type { HistoryRow } from './live/types.ts';

type Counted = 'joins' | 'admissions' | 'completions' | 'noShows';
export type Rates = Record<Counted, number>;

const counted: Counted[] = ['joins', 'admissions', 'completions', 'noShows'];
const meanOf = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Returns mean counts per minute of the last `minutes` rows, or null without a row. */
export function ratesOf(rows: readonly HistoryRow[], minutes: number): Rates | null {
  const last = rows.slice(-minutes);
  if (last.length === 0) return null;
  const mean = (name: Counted) => meanOf(last.map((row) => row[name]));
  return Object.fromEntries(counted.map((name) => [name, mean(name)])) as Rates;
}

/**
 * Returns the mean minutes of a turn, by Little's law: the mean number of people inside divided by
 * admissions per minute. Null if nobody was admitted.
 */
export function turnMinutesOf(rows: readonly HistoryRow[]): number | null {
  const admissions = ratesOf(rows, rows.length)?.admissions ?? 0;
  return admissions === 0 ? null : meanOf(rows.map(({ active }) => active)) / admissions;
}
