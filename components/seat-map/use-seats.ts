'use client';

import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { sinceMount } from '../turn/since-mount.ts';
import { unanswered } from '../turn/unanswered.ts';
import { useOnline } from '../waiting-room/use-online.ts';
import type { Seat } from './arrange.ts';
import { type Booking, heldOf } from './held.ts';
import { useLapsed } from './lapsed.ts';

const refreshMs = 2_000;
/** An answer that takes so long is as good as none. */
const answerMostMs = 3_000;

/** The seats of a date as they change, and the person's live hold at its concert. */
export function useSeats(concertId: number, performanceId: number, rendered: { seats: Seat[]; held: Booking | null }) {
  const utils = api.useUtils();
  const online = useOnline();
  // What was rendered may be from before: the browser keeps pages for going back.
  const query = api.seating.seats.useQuery(
    { performanceId },
    { initialData: rendered.seats, refetchInterval: refreshMs, refetchOnMount: 'always' },
  );
  const mine = api.reservation.mine.useQuery(undefined, { refetchOnMount: 'always' });
  const seats = sinceMount(query, rendered.seats);
  const bookings = mine.isFetchedAfterMount ? mine.data : undefined;
  const held = bookings === undefined ? rendered.held : heldOf(bookings, concertId);

  // The same person may be choosing in another tab: where map and hold differ, the hold is looked up with each map.
  const onMap = seats.filter(({ state }) => state === 'mine').map(({ seat }) => seat);
  const inHold = held?.performanceId === performanceId ? held.seats : [];
  const differ = onMap.join() !== inHold.toSorted((a, b) => a - b).join();
  const { isError } = mine;
  const mapAt = query.dataUpdatedAt;
  useEffect(() => {
    if (differ || isError) void utils.reservation.mine.invalidate();
  }, [differ, isError, mapAt, utils]);

  const isSlow = useLasting(query.fetchStatus === 'fetching', answerMostMs);
  const isFailing = query.failureReason !== null && unanswered(query.failureReason);
  return {
    seats,
    held,
    ...useLapsed(held, bookings),
    error: query.error,
    /** The seats may have changed since: no answer comes. */
    stale: !online || query.fetchStatus === 'paused' || isFailing || isSlow,
    /** Another one with each map that has come. */
    mapAt,
    refresh: () => void Promise.all([utils.reservation.invalidate(), utils.seating.seats.invalidate({ performanceId })]),
  };
}

/** Whether something has been so for a while. */
function useLasting(is: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) return;
    const timer = setTimeout(() => setLasting(true), ms);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [is, ms]);
  return is && lasting;
}
