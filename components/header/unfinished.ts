import { usePathname } from 'next/navigation';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';

/** What signing out would hide. */
export interface Unfinished {
  hold: Booking | null;
  /** Whether the user is in the queue of the current concert. */
  place: boolean;
}

const askMs = 2_000;

/**
 * Returns null if there is nothing, or no answer within 2 s: signing out must not wait for the
 * network.
 */
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
