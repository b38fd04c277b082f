import { orphansLeft } from '#server/seating/orphans.schema.ts';
import { refusalOf } from '../errors.ts';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

/** Party for the best available seats, of one grade or of any, together or apart. */
export interface Party {
  party: number;
  grade?: string;
  together?: boolean;
}

/**
 * Alternative after a refused press: to take several seats together, to release all held seats, or
 * to let a party sit apart.
 */
export type WayOut = { take: number[] } | { apart: Party } | 'releaseAll' | null;

/** Returns the orphan seats after a press, by the server's rule but without a call. */
export function singlesAfter(
  seats: Seat[],
  lookOf: (seat: Seat) => Look,
  pressed: number,
): number[] {
  const mine = (seat: Seat) => lookOf(seat) === 'mine' || lookOf(seat) === 'taking';
  const now = seats.filter(mine).map(({ seat }) => seat);
  const next = now.includes(pressed) ? now.filter((seat) => seat !== pressed) : [...now, pressed];
  // Allows the release of all seats, because the release only undoes the hold.
  if (next.length === 0) return [];
  const hall = seats.map((each) => ({
    ...each,
    free: mine(each) || ['available', 'releasing'].includes(lookOf(each)),
  }));
  return orphansLeft(hall, now, next);
}

/**
 * Offers an alternative after SEAT_ORPHAN and COMPANION: to take the orphan seats or the wheelchair
 * seats too, or to release all seats. Returns null for any other refusal.
 */
export function wayOutOf(error: unknown, taking: number[] | null, hall: Seat[]): WayOut {
  const { code, seats = [] } = refusalOf(error);
  if (code !== 'SEAT_ORPHAN' && code !== 'COMPANION') return null;
  if (taking === null) return 'releaseAll';
  const more = code === 'SEAT_ORPHAN' ? seats : wheelchairSeatsOf(hall, seats);
  return { take: [...new Set([...taking, ...more])].sort((a, b) => a - b) };
}

const wheelchairSeatsOf = (hall: Seat[], companions: number[]): number[] =>
  hall.flatMap(({ seat, companionOf }) =>
    companionOf !== null && companions.includes(seat) ? [companionOf] : [],
  );
