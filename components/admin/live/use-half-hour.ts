import { keepPreviousData } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useServerTime } from '../../server-clock.tsx';
import { useLive } from './live-concert.tsx';
import { lastMinutes } from './period.ts';
import type { HistoryRow } from './types.ts';

const minutes = 30;
/** A minute is written shortly after its end. */
const pollMs = 20_000;
const none: HistoryRow[] = [];

/** Returns the minutes of the last half hour, the oldest first. */
export function useHalfHour(): readonly HistoryRow[] {
  const { concertId } = useLive();
  const nowMs = useServerTime();
  const { data } = api.admin.history.useQuery(
    {
      concertId,
      ...lastMinutes(nowMs ?? 0, minutes),
    },
    { enabled: nowMs !== null, refetchInterval: pollMs, placeholderData: keepPreviousData },
  );
  return data ?? none;
}
