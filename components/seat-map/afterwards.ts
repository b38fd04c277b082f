import type { Outputs } from '../api.ts';
import type { Seat } from './arrange.ts';

export type Reservation = Outputs['seating']['hold'];

/**
 * Updates a seat from the answer to a hold or release, before the next map arrives. A seat of the
 * hold becomes `mine`. A `mine` seat outside the hold becomes `available`.
 */
export function afterwards(
  seat: Seat,
  { status, performanceId, seats }: Reservation,
  shown: number,
): Seat {
  if (status === 'HELD' && performanceId === shown && seats.includes(seat.seat))
    return { ...seat, state: 'mine' };
  return seat.state === 'mine' ? { ...seat, state: 'available' } : seat;
}
