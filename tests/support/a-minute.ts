import type { HistoryRow } from '#components/admin/live/types.ts';

/** Returns a minute without any person, sale or money, except `given`. */
export function aMinute(given: Partial<HistoryRow> = {}): HistoryRow {
  return {
    at: '2030-01-01T00:00:00.000Z',
    waiting: 0,
    active: 0,
    capacity: 1,
    joins: 0,
    admissions: 0,
    completions: 0,
    noShows: 0,
    waitP50: null,
    waitP90: null,
    held: 0,
    sold: 0,
    revenue: 0,
    ...given,
  };
}
