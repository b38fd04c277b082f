'use client';

import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { sinceMount } from '../turn/since-mount.ts';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import { useOnline } from '../network/use-online.ts';
import { staffChangePollMs } from '../query-client.ts';
import type { Seat } from './arrange.ts';
import type { Booking } from '../booking.ts';
import { heldOf } from '../turn/held.ts';
import { useExpiredHold } from '../turn/expired-hold.ts';

/** Time after which a missing answer makes the map stale. */
const answerMsMax = 3_000;

/** Refreshes the seats, so that the map shows other users' holds and changes by staff. */
export function useSeats(
  concertId: number,
  performanceId: number,
  rendered: { seats: Seat[]; held: Booking | null },
) {
  const utils = api.useUtils();
  const online = useOnline();
  // Fetches at mount, because a page from the back-forward cache contains old data.
  const query = api.seating.seats.useQuery(
    { performanceId },
    { initialData: rendered.seats, refetchInterval: staffChangePollMs, refetchOnMount: 'always' },
  );
  const mine = api.reservation.mine.useQuery(undefined, { refetchOnMount: 'always' });
  const seats = sinceMount(query, rendered.seats);
  const bookings = mine.isFetchedAfterMount ? mine.data : undefined;
  const held = bookings === undefined ? rendered.held : heldOf(bookings, concertId);

  // Reads the hold again while map and hold differ, because the user may choose seats in another
  // tab.
  const onMap = seats.filter(({ state }) => state === 'mine').map(({ seat }) => seat);
  const inHold = held?.performanceId === performanceId ? held.seats : [];
  const differ = onMap.join() !== inHold.toSorted((a, b) => a - b).join();
  const { isError } = mine;
  const mapAt = query.dataUpdatedAt;
  useEffect(() => {
    if (differ || isError) void utils.reservation.mine.invalidate();
  }, [differ, isError, mapAt, utils]);

  const isSlow = useLasting(query.fetchStatus === 'fetching', answerMsMax);
  const isFailing = query.failureReason !== null && isOutcomeUnknown(query.failureReason);
  return {
    seats,
    held,
    ...useExpiredHold(held, bookings),
    error: query.error,
    /** True if the shown seats may be outdated, because no answer arrives. */
    stale: !online || query.fetchStatus === 'paused' || isFailing || isSlow,
    /** Unix time of the latest map, in ms. */
    mapAt,
    refresh: () =>
      void Promise.all([
        utils.reservation.invalidate(),
        utils.seating.seats.invalidate({ performanceId }),
      ]),
  };
}

/** Returns true after `is` stays true for `ms` without interruption. */
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
