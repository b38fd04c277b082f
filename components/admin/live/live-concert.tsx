'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';
import { api, type Outputs } from '../../api.ts';
import { useMay } from '../staff.tsx';
import type { LiveEvent } from './types.ts';

const pollMs = 2_000;
const auditPollMs = 5_000;

interface Live {
  concertId: number;
  /** True while the server pushes changes, so that nothing needs to be polled. */
  isLive: boolean;
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

/** Keeps a concert's figures, seats and events current for the pages within. */
export function LiveConcert({ concertId, children }: { concertId: number; children: ReactNode }) {
  const may = useMay();
  const [, watch] = useState<number | null>(null);
  const audit = api.admin.audit.list.useQuery(
    { concertId },
    { enabled: may('readAudit'), refetchInterval: auditPollMs },
  );
  const events = (audit.data?.items ?? []).map(eventOf);
  return <LiveContext value={{ concertId, isLive: false, events, watch }}>{children}</LiveContext>;
}

/** Returns the figures of the concert on the page. */
export function useOverview() {
  const { concertId, isLive } = useLive();
  return api.admin.overview.useQuery({ concertId }, { refetchInterval: isLive ? false : pollMs });
}

/** Returns the seats of a date; `null` waits for a date. */
export function useSeatsOf(performanceId: number | null) {
  const { isLive } = useLive();
  return api.admin.seatMap.useQuery(
    { performanceId: performanceId ?? 0 },
    { enabled: performanceId !== null, refetchInterval: isLive ? false : pollMs },
  );
}
