import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { afterwards, type Reservation } from './afterwards.ts';
import { focusSeat } from './focus-seat.ts';

/** Corrects the shown seats after an answer, before the next map arrives. */
export function useShownSeats(concertId: number, performanceId: number) {
  const utils = api.useUtils();
  return {
    /** Shows the hold of an answer. */
    settle: async (answer: Reservation) => {
      await utils.seating.seats.cancel({ performanceId });
      utils.seating.seats.setData({ performanceId }, (before) =>
        before?.map((seat) => afterwards(seat, answer, performanceId)),
      );
      // Reads the turn again, because a hold can extend the turn.
      void utils.queue.status.invalidate({ concertId });
      await utils.reservation.invalidate();
    },
    /** Shows the seats that a refusal denies, and moves the focus to the first. */
    correct: (error: unknown) => {
      const { code, seats: named = [] } = refusalOf(error);
      const lost = code === 'SEAT_ORPHAN' || code === 'COMPANION' ? [] : named;
      const state = code === 'SEAT_BLOCKED' ? 'blocked' : 'held';
      if (lost[0] !== undefined) {
        utils.seating.seats.setData({ performanceId }, (before) =>
          before?.map((seat) => (lost.includes(seat.seat) ? { ...seat, state } : seat)),
        );
        focusSeat(lost[0]);
      }
      void utils.seating.seats.invalidate({ performanceId });
      void utils.reservation.invalidate();
    },
    readHold: () => void utils.reservation.invalidate(),
  };
}
