import { useState } from 'react';
import type { Booking } from '../booking.ts';

/**
 * Returns the last seen hold if that hold is EXPIRED or staff released it, and no new hold is live.
 * `releasedReason` is the reason of the staff.
 */
export function expiredHoldOf(
  seen: Booking | null,
  held: Booking | null,
  bookings: Booking[] | undefined,
): Booking | null {
  if (seen === null || held !== null) return null;
  return (
    bookings?.find(
      ({ reservationId, status, releasedReason }) =>
        reservationId === seen.reservationId &&
        (status === 'EXPIRED' || (status === 'RELEASED' && releasedReason !== null)),
    ) ?? null
  );
}

/**
 * Returns a hold that expires, or that staff release, while the page is open. `forget` clears the hold. `bookings` is
 * undefined before the first fetch.
 */
export function useExpiredHold(held: Booking | null, bookings: Booking[] | undefined) {
  const [seen, setSeen] = useState(held);
  if (held !== null && held !== seen) setSeen(held);
  return { expired: expiredHoldOf(seen, held, bookings), forget: () => setSeen(held) };
}
