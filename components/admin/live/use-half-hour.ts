import type { HistoryRow } from './types.ts';

/** Returns the minutes of the last half hour, the oldest first. */
export function useHalfHour(): readonly HistoryRow[] {
  return none;
}
const none: HistoryRow[] = [];
