import type { Booking } from '../booking.ts';

export type Ticket = Booking['tickets'][number];
export interface ValidTicket extends Ticket {
  token: string;
}

/** Returns the valid tickets that the owner does not offer as gifts yet. */
export const givable = ({ tickets, given }: Booking): Ticket[] =>
  tickets.filter(
    (ticket) =>
      isValid(ticket) &&
      !given.some(({ ticketId, state }) => ticketId === ticket.ticketId && state === 'OPEN'),
  );

/** A void ticket has no codes. */
export const isValid = (ticket: Ticket): ticket is ValidTicket => ticket.token !== null;
