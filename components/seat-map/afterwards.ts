import type { Outputs } from '../api.ts';
import type { Seat } from './arrange.ts';

export type Reservation = Outputs['seating']['hold'];

/**
 * Applies the server's last answer to a seat. A held seat becomes `mine`; any other seat that was
 * `mine` becomes `available`.
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
