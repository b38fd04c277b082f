import type { Bookings } from '../booking.ts';

/**
 * The reservation paid in the user's latest turn at a concert, which explains why the turn is over.
 */
export function boughtIn(bookings: Bookings, concertId: number): number | undefined {
  return bookings.find(
    (booking) =>
      booking.concertId === concertId && booking.status === 'PAID' && booking.ofLatestTurn,
  )?.reservationId;
}
