import type { Bookings } from '../booking.ts';

/**
 * Returns the id of the reservation that the user paid for in the latest turn at a concert. The
 * payment explains the end of the turn.
 */
export function boughtIn(bookings: Bookings, concertId: number): number | undefined {
  return bookings.find(
    (booking) =>
      booking.concertId === concertId && booking.status === 'PAID' && booking.ofLatestTurn,
  )?.reservationId;
}
