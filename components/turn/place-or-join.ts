import { refusalOf, type RefusalSeen } from '../errors.ts';
import type { PlaceState } from '../place-state.ts';

/** Calls to the queue, which tests replace. */
export interface PlaceCalls {
  join: () => Promise<PlaceState>;
  status: () => Promise<PlaceState>;
}

/** Refusals that require a new join: no token, or a token of a retired key. */
const unproven: RefusalSeen['code'][] = ['QUEUE_TOKEN_MISSING', 'QUEUE_TOKEN_INVALID'];
/**
 * Refusals for a token that another user left in this browser. The token of another user says
 * nothing about this user's place.
 */
const ofOthers: RefusalSeen['code'][] = ['NOT_YOURS', 'NOT_YOUR_TURN'];

/**
 * Joins only if the poll finds no place, because the server rate-limits joins. A newcomer (`known`
 * is null) also joins after an ended place.
 */
export async function placeOrJoin(
  { status, join }: PlaceCalls,
  known: PlaceState | null,
): Promise<PlaceState> {
  const isNew = known === null;
  try {
    const place = await status();
    if (!isNew || place.state !== 'EXPIRED' || place.cancelled) return place;
  } catch (error) {
    const { code } = refusalOf(error);
    // The browser has no token for the queue, so the place has ended. A page that showed a place
    // must not join without the user's consent.
    if (known !== null && code === 'QUEUE_TOKEN_MISSING')
      return { ...known, state: 'EXPIRED', position: 0, behind: 0 };
    if (!unproven.includes(code) && !(isNew && ofOthers.includes(code))) throw error;
  }
  return join();
}
