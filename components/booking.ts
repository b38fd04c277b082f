import type { Outputs } from './api.ts';

/** Reservation, as the API returns it to its owner. */
export type Booking = Outputs['reservation']['get'];
export type Bookings = Outputs['reservation']['mine'];
