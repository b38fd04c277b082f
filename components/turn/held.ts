import type { Outputs } from '../api.ts';

export type Booking = Outputs['reservation']['get'];

/** The live hold among a person's bookings of a concert: there is one at most. */
export function heldOf(bookings: Booking[], concertId: number): Booking | null {
  return (
    bookings.find((booking) => booking.status === 'HELD' && booking.concertId === concertId) ?? null
  );
}
