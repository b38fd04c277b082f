import type { Bookings } from '../booking.ts';

/** Fields of a reservation that identify a purchase in the latest turn. */
export type Bought = Pick<
  Bookings[number],
  'reservationId' | 'concertId' | 'status' | 'ofLatestTurn'
>;

/**
 * Returns the id of the latest turn's paid reservation, because the payment explains the end of the
 * turn.
 */
export function boughtIn(bookings: Bought[], concertId: number): number | undefined {
  return bookings.find(
    (booking) =>
      booking.concertId === concertId && booking.status === 'PAID' && booking.ofLatestTurn,
  )?.reservationId;
}
