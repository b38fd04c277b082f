import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import type { Reservation } from './afterwards.ts';
import { focusSeat } from './focus-seat.ts';
import type { Asked } from './outcome.ts';
import type { Party } from './single-seats.ts';
import { usePending } from './use-pending.ts';
import type { useShownSeats } from './use-shown-seats.ts';
import type { useTrouble } from './use-trouble.ts';

/** Runs one call at a time, so that the latest answer always describes the newest state. */
const inSequence = { scope: { id: 'seats' } };

/** Holds and releases seats. Shows the pressed seats, the answer and a refusal. */
export function useSeatCalls(
  performanceId: number,
  shown: ReturnType<typeof useShownSeats>,
  { answered, failed, offer }: Pick<ReturnType<typeof useTrouble>, 'answered' | 'failed' | 'offer'>,
) {
  const { pending, mark } = usePending();
  const onSuccess = async (answer: Reservation) => {
    answered();
    await shown.settle(answer);
  };
  const refused = (error: unknown, asked: number[], to: Asked['to']) => {
    failed(error, asked, to);
    shown.correct(error);
  };
  const hold = api.seating.hold.useMutation({
    ...inSequence,
    onMutate: (asked) => mark(asked.seats, 'taking'),
    onSuccess,
    onError: (error, asked) => refused(error, asked.seats, 'mine'),
    onSettled: (_answer, _error, asked) => mark(asked.seats, null),
  });
  const release = api.seating.release.useMutation({
    ...inSequence,
    onMutate: (asked) => mark(asked.seats ?? [], 'releasing'),
    onSuccess,
    onError: (error, asked) => refused(error, asked.seats ?? [], 'available'),
    onSettled: (_answer, _error, asked) => mark(asked.seats ?? [], null),
  });
  const best = api.seating.bestAvailable.useMutation({
    ...inSequence,
    onSuccess: async (answer) => {
      focusSeat(answer.seats.at(-1));
      await onSuccess(answer);
    },
    onError: (error, party) => {
      refused(error, [], 'mine');
      if (party.party > 1 && party.together !== false && refusalOf(error).code === 'NO_SEATS')
        offer({ apart: { ...party, together: false } });
    },
  });
  return {
    pending,
    hold: (seats: number[]) => hold.mutate({ performanceId, seats }),
    release: (reservationId: number, seats: number[]) => release.mutate({ reservationId, seats }),
    best: (party: Party) => best.mutate({ performanceId, ...party }),
    /** True while the server chooses seats. */
    isChoosing: best.isPending,
  };
}
