import { useState } from 'react';
import type { Booking } from '../booking.ts';

/** Returns the last seen hold if the server reports that hold as EXPIRED and no hold is live. */
export function expiredHoldOf(
  seen: Booking | null,
  held: Booking | null,
  bookings: Booking[] | undefined,
): Booking | null {
  if (seen === null || held !== null) return null;
  return (
    bookings?.find(
      ({ reservationId, status }) => reservationId === seen.reservationId && status === 'EXPIRED',
    ) ?? null
  );
}

/**
 * Returns the hold that expires while the user views the page, until the page calls `forget`.
 * `bookings` is undefined before the first fetch.
 */
export function useExpiredHold(held: Booking | null, bookings: Booking[] | undefined) {
  const [seen, setSeen] = useState(held);
  if (held !== null && held !== seen) setSeen(held);
  return { expired: expiredHoldOf(seen, held, bookings), forget: () => setSeen(held) };
}
