import type { Outputs } from '../api.ts';
import type { Seat } from './arrange.ts';

export type Reservation = Outputs['seating']['hold'];

/** A seat as the last answer has it: mine, if it is among those held; free, if it was mine before. */
export function afterwards(
  seat: Seat,
  { status, performanceId, seats }: Reservation,
  shown: number,
): Seat {
  if (status === 'HELD' && performanceId === shown && seats.includes(seat.seat))
    return { ...seat, state: 'mine' };
  return seat.state === 'mine' ? { ...seat, state: 'available' } : seat;
}
