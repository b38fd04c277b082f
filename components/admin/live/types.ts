import type { LiveEvent as Event } from '#server/live/live.schema.ts';

export type { HistoryPoint as HistoryRow } from '#server/history/history.schema.ts';

/** Event with the instant at which it happened. */
export interface LiveEvent extends Event {
  at: string;
}
