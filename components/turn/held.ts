import type { Booking } from '../booking.ts';

/** The live hold among a person's bookings of a concert: there is one at most. */
export function heldOf(bookings: Booking[], concertId: number): Booking | null {
  return (
    bookings.find((booking) => booking.status === 'HELD' && booking.concertId === concertId) ?? null
  );
}
