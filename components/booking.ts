import type { Outputs } from './api.ts';

/** Reservation in the API's response to the owner. */
export type Booking = Outputs['reservation']['get'];
export type Bookings = Outputs['reservation']['mine'];
