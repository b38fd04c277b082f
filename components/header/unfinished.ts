import { usePathname } from 'next/navigation';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';

/** What a person would lose from sight by signing out. */
export interface Unfinished {
  hold: Booking | null;
  /** Whether they are in the line of the concert that they look at. */
  place: boolean;
}

const askMs = 2_000;

/** Looks for it when it is asked; null where there is nothing, or no answer soon: signing out does not wait for the network. */
export function useUnfinished(): () => Promise<Unfinished | null> {
  const path = usePathname();
  const { client } = api.useUtils();
  return async () => {
    const concertId = Number(/^\/concerts\/(\d+)\/(?:queue|dates|seats)/.exec(path)?.[1]);
    const signal = AbortSignal.timeout(askMs);
    const [bookings, state] = await Promise.all([
      client.reservation.mine.query(undefined, { signal }).catch(() => []),
      Number.isNaN(concertId)
        ? null
        : client.queue.status.query({ concertId }, { signal }).then(
            (status) => status.state,
            () => null,
          ),
    ]);
    const hold = bookings.find(({ status }) => status === 'HELD') ?? null;
    const place = state === 'WAITING' || state === 'ACTIVE';
    return hold === null && !place ? null : { hold, place };
  };
}
