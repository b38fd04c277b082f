import type { Booking } from '../booking.ts';

export type Ticket = Booking['tickets'][number];
export interface ValidTicket extends Ticket {
  token: string;
}

/** Returns the valid tickets that the owner neither offers as gifts nor hands back yet. */
export const givable = ({ tickets, given }: Booking): Ticket[] =>
  tickets.filter(
    (ticket) =>
      isValid(ticket) &&
      ticket.resale === null &&
      !given.some(({ ticketId, state }) => ticketId === ticket.ticketId && state === 'OPEN'),
  );

/** A void ticket has no codes. */
export const isValid = (ticket: Ticket): ticket is ValidTicket => ticket.token !== null;
