import { usePathname } from 'next/navigation';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';

/** Live hold and place that signing out hides. */
export interface Unfinished {
  hold: Booking | null;
  /** True if the user is in the queue of the current page's concert. */
  place: boolean;
}

const askMs = 2_000;

/**
 * Returns null if the user has no hold and no place, or if no answer arrives within 2 s. Signing
 * out must not wait for the network longer than 2 s.
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
