import type { Bookings } from '../booking.ts';

/** The reservation that was paid in the person's latest turn at a concert: this is why that turn is over. */
export function boughtIn(bookings: Bookings, concertId: number): number | undefined {
  return bookings.find(
    (booking) =>
      booking.concertId === concertId && booking.status === 'PAID' && booking.ofLatestTurn,
  )?.reservationId;
}
