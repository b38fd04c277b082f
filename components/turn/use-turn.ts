'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useRouter } from '../navigation.ts';
import { api } from '../api.ts';
import type { PlaceState } from '../place-state.ts';
import { refusalOf, type RefusalSeen } from '../errors.ts';
import { useOnline } from '../network/use-online.ts';
import { updatePinnedTitle } from '../pinned-title.ts';
import { useRememberPlace } from '../place-memory.ts';
import { sinceMount } from './since-mount.ts';

const overCodes: RefusalSeen['code'][] = [
  'QUEUE_TOKEN_EXPIRED',
  'QUEUE_TOKEN_MISSING',
  'QUEUE_TOKEN_INVALID',
  'NOT_YOURS',
];
const turnCodes: RefusalSeen['code'][] = [...overCodes, 'NOT_YOUR_TURN'];

export interface Turn {
  status: PlaceState;
  over: boolean;
  /** True if the state may be outdated, because the last poll failed. */
  unreachable: boolean;
  /** Polls the turn without waiting for the next interval. */
  ask: () => void;
}

/** Polls the turn at the server's interval. Sends a waiting user back to the waiting room. */
export function useTurn(concertId: number, rendered: PlaceState): Turn {
  const router = useRouter();
  const utils = api.useUtils();
  const query = api.queue.status.useQuery(
    { concertId },
    {
      initialData: rendered,
      refetchInterval: ({ state }) => state.data?.nextPollMs ?? rendered.nextPollMs,
    },
  );
  const latest = sinceMount(query, rendered);
  // Ignores a return to WAITING, which only an instance with an older snapshot reports.
  const isStale = latest.state === 'WAITING' && latest.number === rendered.number;
  const status = isStale ? rendered : latest;
  const online = useOnline();
  const code = query.error === null ? undefined : refusalOf(query.error).code;
  // Reports a failure after the first attempt, because the retries take seconds.
  const failure = query.failureReason === null ? code : refusalOf(query.failureReason).code;
  const waits = status.state === 'WAITING';
  useEffect(() => {
    if (waits) router.replace(`/concerts/${concertId}/queue`);
  }, [waits, router, concertId]);
  const over = status.state === 'EXPIRED' || (code !== undefined && overCodes.includes(code));
  useRememberPlace(concertId, over ? 'EXPIRED' : status.state);
  const endedTitle = useTranslations('seating.turn')('endedTitle');
  useEffect(() => {
    if (over) updatePinnedTitle(endedTitle);
  }, [over, endedTitle]);
  return {
    status,
    over,
    unreachable:
      !online ||
      query.fetchStatus === 'paused' ||
      (failure !== undefined && !turnCodes.includes(failure)),
    ask: () => void utils.queue.status.invalidate({ concertId }),
  };
}

/** Polls the turn at once after a refusal that denies the turn, also by a cancelled concert. */
export function useTurnRefusal(concertId: number, error: unknown): void {
  const utils = api.useUtils();
  const code = error === null ? null : refusalOf(error).code;
  const refused = code !== null && (code === 'SALE_CLOSED' || turnCodes.includes(code));
  useEffect(() => {
    if (refused) void utils.queue.status.invalidate({ concertId });
  }, [refused, utils, concertId]);
}
