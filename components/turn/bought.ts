import type { Bookings } from '../booking.ts';

/**
 * Finds the paid reservation of the latest turn, because its payment explains the end of the turn.
 */
export function boughtIn(bookings: Bookings, concertId: number): number | undefined {
  return bookings.find(
    (booking) =>
      booking.concertId === concertId && booking.status === 'PAID' && booking.ofLatestTurn,
  )?.reservationId;
}
