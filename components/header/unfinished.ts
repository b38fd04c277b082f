import type { Booking } from '../booking.ts';
import { ask } from '../network/procedure.ts';
import { useRememberedPlaces } from '../place-memory.ts';
import { useKnownAccount } from '../session/account.ts';

/** Live hold and place, which sign-out hides from the user. */
export interface Unfinished {
  hold: Booking | null;
  /** True if the user has a place in a queue. */
  place: boolean;
}

const askMs = 2_000;

/**
 * Returns null if the user has neither a hold nor a place. Ignores answers after 2 s, so that a
 * slow network cannot block the sign-out.
 */
export function useUnfinished(): () => Promise<Unfinished | null> {
  const concertIds = useRememberedPlaces();
  const viewer = useKnownAccount()?.userId;
  return async () => {
    const options = { signal: AbortSignal.timeout(askMs), viewer };
    const [bookings, ...states] = await Promise.all([
      ask('reservation', 'mine', undefined, options).catch(() => []),
      ...concertIds.map((concertId) =>
        ask('queue', 'status', { concertId }, options).then(
          ({ state }) => state,
          () => null,
        ),
      ),
    ]);
    const hold = bookings.find(({ status }) => status === 'HELD') ?? null;
    const place = states.some((state) => state === 'WAITING' || state === 'ACTIVE');
    return hold === null && !place ? null : { hold, place };
  };
}
