import type { Booking } from '../booking.ts';

interface BookingGroups {
  /** Reservations that await payment. */
  held: Booking[];
  /** Paid reservations for performances that have not ended, earliest first. */
  paid: Booking[];
  /** Past, cancelled, released, expired or given reservations, newest first. */
  ended: Booking[];
}

/** `now` is a Unix time in ms. */
export function groupsOf(bookings: Booking[], now: number): BookingGroups {
  const isAhead = ({ endsAt }: Booking) => Date.parse(endsAt) > now;
  const held = bookings.filter(({ status }) => status === 'HELD');
  const paid = bookings.filter(
    (booking) => booking.status === 'PAID' && booking.seats.length > 0 && isAhead(booking),
  );
  return {
    held,
    paid: paid.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)),
    ended: bookings.filter((booking) => !held.includes(booking) && !paid.includes(booking)),
  };
}
