import type { Booking } from '../booking.ts';

export type Ticket = Booking['tickets'][number];
export interface ValidTicket extends Ticket {
  token: string;
}

/** A void ticket has no codes. */
export const isValid = (ticket: Ticket): ticket is ValidTicket => ticket.token !== null;
