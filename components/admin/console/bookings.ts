import type { AdminSeat } from '../seat-words.ts';

export interface StaffBooking {
  reservationId: number;
  performanceId: number;
  startsAt: string;
  state: 'held' | 'sold';
  person: Pick<AdminSeat, 'userId' | 'name' | 'email'>;
  seats: AdminSeat[];
  heldUntil: string | null;
  /** Won: prices that were paid, or that a hold will cost. */
  amount: number;
}

export interface DateSeats {
  performanceId: number;
  startsAt: string;
  seats: readonly AdminSeat[];
}

/** Groups held and sold seats by their reservation, the newest reservation first. */
export function bookingsOf(dates: readonly DateSeats[]): StaffBooking[] {
  return dates
    .flatMap(({ performanceId, startsAt, seats }) =>
      [...Map.groupBy(seats, ({ reservationId }) => reservationId)].flatMap(
        ([reservationId, own]): StaffBooking[] => {
          const [first] = own;
          if (reservationId === null || first === undefined) return [];
          return [
            {
              reservationId,
              performanceId,
              startsAt,
              state: first.state === 'held' ? 'held' : 'sold',
              person: first,
              seats: own,
              heldUntil: first.heldUntil,
              amount: own.reduce((sum, { paidPrice, price }) => sum + (paidPrice ?? price), 0),
            },
          ];
        },
      ),
    )
    .sort((a, b) => b.reservationId - a.reservationId);
}
