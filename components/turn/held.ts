import type { Booking } from '../booking.ts';

/** Returns the live hold at a concert, or null. A user has at most one hold per concert. */
export function heldOf(bookings: Booking[], concertId: number): Booking | null {
  return (
    bookings.find((booking) => booking.status === 'HELD' && booking.concertId === concertId) ?? null
  );
}
