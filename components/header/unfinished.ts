import { usePathname } from 'next/navigation';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';

/** Live hold and place, which sign-out hides from the user. */
export interface Unfinished {
  hold: Booking | null;
  /** True if the user has a place in the queue of the current page's concert. */
  place: boolean;
}

const askMs = 2_000;

/**
 * Returns null if the user has neither a hold nor a place. Ignores answers after 2 s, so that a
 * slow network cannot block the sign-out.
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
