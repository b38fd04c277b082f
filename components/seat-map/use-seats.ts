'use client';

import { useEffect } from 'react';
import { api } from '../api.ts';
import { sinceMount } from '../turn/since-mount.ts';
import type { Seat } from './arrange.ts';
import { type Booking, heldOf } from './held.ts';

const refreshMs = 2_000;

/** The seats of a date as they change, and the person's live hold at its concert. */
export function useSeats(concertId: number, performanceId: number, rendered: { seats: Seat[]; held: Booking | null }) {
  const utils = api.useUtils();
  const query = api.seating.seats.useQuery({ performanceId }, { initialData: rendered.seats, refetchInterval: refreshMs });
  const mine = api.reservation.mine.useQuery(undefined, { select: (bookings) => heldOf(bookings, concertId) });
  const seats = sinceMount(query, rendered.seats);
  const held = sinceMount(mine, rendered.held);

  // The same person may be choosing in another tab: where map and hold differ, the hold is looked up.
  const onMap = seats.filter(({ state }) => state === 'mine').map(({ seat }) => seat);
  const inHold = held?.performanceId === performanceId ? held.seats : [];
  const differ = onMap.join() !== inHold.toSorted((a, b) => a - b).join();
  const seen = onMap.join();
  useEffect(() => {
    if (differ) void utils.reservation.mine.invalidate();
  }, [differ, seen, utils]);

  return {
    seats,
    held,
    error: query.error,
    refresh: () => void Promise.all([utils.reservation.invalidate(), utils.seating.seats.invalidate({ performanceId })]),
  };
}
