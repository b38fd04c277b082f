import type { Outputs } from './api.ts';

/** A reservation as its owner sees it. */
export type Booking = Outputs['reservation']['get'];
export type Bookings = Outputs['reservation']['mine'];
