import { waitPercentile } from '../queue/queue.ts';
import type { HistoryPoint } from './history.schema.ts';

/** A row of minutes.sql or hours.sql. */
export interface Sample {
  at: Date;
  waiting: number;
  active: number;
  capacity: number;
  joins: number;
  admissions: number;
  completions: number;
  noShows: number;
  /** Users by bucket of their wait. */
  waits: number[];
  held: number;
  sold: number;
  revenue: number;
}

const counts = ['joins', 'admissions', 'completions', 'noShows'] as const;
const levels = ['waiting', 'active', 'capacity', 'held', 'sold', 'revenue'] as const;

/**
 * Returns a point per `stepMs` from the first to the last sample at or after `from` (ms). A
 * sample's counts are the difference to the sample before it. A point without a sample has the
 * levels of the point before it and no counts: those are in the next sample.
 */
export function pointsOf(samples: readonly Sample[], from: number, stepMs: number): HistoryPoint[] {
  const points: HistoryPoint[] = [];
  let before: Sample | null = null;
  for (const sample of samples) {
    if (before !== null) points.push(...gap(before, sample, from, stepMs));
    if (sample.at.getTime() >= from) points.push(pointAfter(before, sample));
    before = sample;
  }
  return points;
}

function pointAfter(before: Sample | null, sample: Sample): HistoryPoint {
  const waits = sample.waits.map((users, at) => users - (before?.waits[at] ?? 0));
  const of = <Name extends keyof HistoryPoint>(
    names: readonly Name[],
    value: (name: Name) => number,
  ) => Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, number>;
  return {
    at: sample.at.toISOString(),
    ...of(levels, (name) => sample[name]),
    ...of(counts, (name) => sample[name] - (before?.[name] ?? 0)),
    waitP50: waitPercentile(waits, 0.5),
    waitP90: waitPercentile(waits, 0.9),
  };
}

function gap(before: Sample, after: Sample, from: number, stepMs: number): HistoryPoint[] {
  const first = before.at.getTime() + stepMs;
  const missing = Math.max(0, Math.round((after.at.getTime() - first) / stepMs));
  return Array.from({ length: missing }, (_, at) => first + at * stepMs)
    .filter((ms) => ms >= from)
    .map((ms) => ({ ...pointAfter(before, before), at: new Date(ms).toISOString() }));
}
