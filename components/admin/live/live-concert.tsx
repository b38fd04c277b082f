'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { LiveMessage } from '#server/live/live.schema.ts';
import { api, type Outputs } from '../../api.ts';
import { useMay } from '../staff.tsx';
import { mergeEvent, mergeSeats } from './merge.ts';
import type { LiveEvent } from './types.ts';

const pollMs = 2_000;
const auditPollMs = 5_000;

interface Live {
  concertId: number;
  /** True while the server pushes changes, so that nothing needs to be polled. */
  isLive: boolean;
  /** False until the events are known, from the stream or from the audit log. */
  knowsEvents: boolean;
  /** Latest events, the newest first. */
  events: LiveEvent[];
  /** Date whose seats the page shows. */
  watch: (performanceId: number | null) => void;
}

const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('useLive is outside LiveConcert');
  return live;
}

const eventOf = (entry: Outputs['admin']['audit']['list']['items'][number]): LiveEvent => ({
  eventId: `audit-${String(entry.id)}`,
  at: entry.at,
  kind: 'CONTROL',
  userId: entry.byUserId,
  name: null,
  performanceId: null,
  reservationId: null,
  paymentId: null,
  seats: [],
  amount: null,
  people: null,
  action: entry.action,
  reason: entry.reason,
  before: entry.before,
  after: entry.after,
});

type SeatsSent = Extract<LiveMessage, { type: 'seats' }>['data'];

/** Pause after a refused stream, for example during a restart. */
const retryMs = 10_000;

/** Writes the messages of the stream where the pages read. Returns the state of the stream. */
function useStream(concertId: number, performanceId: number | null) {
  const utils = api.useUtils();
  const [isLive, setLive] = useState(false);
  const [events, setEvents] = useState<LiveEvent[]>([]);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true; // Also true for the first seats after an interruption.
    const onSeats = ({ performanceId, seats }: SeatsSent) => {
      const kind = { isFirst };
      isFirst = false;
      utils.admin.seatMap.setData({ performanceId }, (before = []) =>
        mergeSeats(before, seats, kind),
      );
    };
    const onMessage = (message: LiveMessage) => {
      setLive(true);
      if (message.type === 'overview') utils.admin.overview.setData({ concertId }, message.data);
      else if (message.type === 'event') setEvents((before) => mergeEvent(before, message));
      else onSeats(message.data);
    };
    const end = watchConcert(
      { concertId, performanceId },
      {
        onMessage,
        onConnected: (isConnected) => {
          setLive(isConnected);
          if (!isConnected) isFirst = true;
        },
        onRefused: () => {
          setLive(false);
          retry = setTimeout(() => setAttempt((before) => before + 1), retryMs);
        },
      },
    );
    return () => {
      clearTimeout(retry);
      end();
    };
  }, [concertId, performanceId, attempt, utils]);
  return { isLive, events };
}

/**
 * Keeps a concert's figures, seats and events current for the pages within. The server pushes them;
 * while it cannot, the pages poll.
 */
export function LiveConcert({ concertId, children }: { concertId: number; children: ReactNode }) {
  const may = useMay();
  const [followed, watch] = useState<number | null>(null);
  const { isLive, events } = useStream(concertId, followed);
  const audit = api.admin.audit.list.useQuery(
    { concertId },
    { enabled: may('readAudit') && !isLive, refetchInterval: auditPollMs },
  );
  const known = isLive ? events : (audit.data?.items ?? []).map(eventOf);
  const knowsEvents = isLive || audit.data !== undefined;
  return (
    <LiveContext value={{ concertId, isLive, knowsEvents, events: known, watch }}>
      {children}
    </LiveContext>
  );
}

/** Returns the concert on the page, as of the latest change. */
export function useConcert(
  initial: Outputs['admin']['concerts']['get'],
): Outputs['admin']['concerts']['get'] {
  const { concertId } = initial;
  return api.admin.concerts.get.useQuery({ concertId }, { initialData: initial }).data;
}

/** Returns the figures of the concert on the page. */
export function useOverview() {
  const { concertId, isLive } = useLive();
  return api.admin.overview.useQuery({ concertId }, { refetchInterval: isLive ? false : pollMs });
}

/** Returns the seats of a date, which the stream follows; `null` waits for a date. */
export function useSeatsOf(performanceId: number | null) {
  const { isLive, watch } = useLive();
  useEffect(() => {
    watch(performanceId);
    return () => watch(null);
  }, [watch, performanceId]);
  return api.admin.seatMap.useQuery(
    { performanceId: performanceId ?? 0 },
    { enabled: performanceId !== null, refetchInterval: isLive ? false : pollMs },
  );
}

interface Watcher {
  onMessage: (message: LiveMessage) => void;
  /** False while the stream is interrupted. */
  onConnected: (isConnected: boolean) => void;
  /** Called once, if the server refuses or ends the stream. */
  onRefused: () => void;
}

/**
 * Streams a concert, and the seats of a date. The browser reconnects by itself. Returns the end.
 * Reads the stream without tRPC's link, which would add 1 kB to the scripts of every page.
 */
function watchConcert(
  { concertId, performanceId }: { concertId: number; performanceId: number | null },
  { onMessage, onConnected, onRefused }: Watcher,
): () => void {
  const input = JSON.stringify({ concertId, ...(performanceId !== null && { performanceId }) });
  const query = new URLSearchParams({ input });
  const stream = new EventSource(`/api/trpc/admin.live?${query.toString()}`);
  const end = () => {
    stream.close();
    onRefused();
  };
  stream.addEventListener('message', ({ data }: MessageEvent<string>) =>
    onMessage(JSON.parse(data) as LiveMessage),
  );
  // tRPC names the events for an error and for the end of a stream so.
  stream.addEventListener('serialized-error', end);
  stream.addEventListener('return', end);
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) onRefused();
    else onConnected(false);
  });
  return () => stream.close();
}
