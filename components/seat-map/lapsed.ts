import { useState } from 'react';
import type { Booking } from './held.ts';

/** The hold that was seen last, if its time is over: none is live now, and the server says what has become of that one. */
export function lapsedOf(seen: Booking | null, held: Booking | null, bookings: Booking[] | undefined): Booking | null {
  if (seen === null || held !== null) return null;
  return bookings?.find(({ reservationId, status }) => reservationId === seen.reservationId && status === 'EXPIRED') ?? null;
}

/** The hold that has come to its end while this page was shown, until `forget`; `bookings` once the page has asked for them. */
export function useLapsed(held: Booking | null, bookings: Booking[] | undefined) {
  const [seen, setSeen] = useState(held);
  if (held !== null && held !== seen) setSeen(held);
  return { lapsed: lapsedOf(seen, held, bookings), forget: () => setSeen(held) };
}
