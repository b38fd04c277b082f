import type { Bookings } from '../booking.ts';

/**
 * Returns the id of the latest turn's paid reservation, because the payment explains the end of the
 * turn.
 */
export function boughtIn(bookings: Bookings, concertId: number): number | undefined {
  return bookings.find(
    (booking) =>
      booking.concertId === concertId && booking.status === 'PAID' && booking.ofLatestTurn,
  )?.reservationId;
}
