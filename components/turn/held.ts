import type { Booking } from '../booking.ts';

/** The live hold at a concert. There is at most one. */
export function heldOf(bookings: Booking[], concertId: number): Booking | null {
  return (
    bookings.find((booking) => booking.status === 'HELD' && booking.concertId === concertId) ?? null
  );
}
