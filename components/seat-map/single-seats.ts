import { orphansLeft } from '#server/seating/orphans.schema.ts';
import { refusalOf } from '../errors.ts';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

/** Alternative to a refused press: take these seats together, or release all held seats. */
export type WayOut = { take: number[] } | 'releaseAll' | null;

/** Returns the orphan seats that a press leaves, by the server's rule and this page's map. */
export function singlesAfter(
  seats: Seat[],
  lookOf: (seat: Seat) => Look,
  pressed: number,
): number[] {
  const mine = (seat: Seat) => lookOf(seat) === 'mine' || lookOf(seat) === 'taking';
  const now = seats.filter(mine).map(({ seat }) => seat);
  const next = now.includes(pressed) ? now.filter((seat) => seat !== pressed) : [...now, pressed];
  // Releasing all seats restores the state before the hold.
  if (next.length === 0) return [];
  const hall = seats.map((each) => ({
    ...each,
    free: mine(each) || ['available', 'releasing'].includes(lookOf(each)),
  }));
  return orphansLeft(hall, now, next);
}

/**
 * Offers a way out of SEAT_ORPHAN: take the orphan seat too, or release all seats. Returns null for
 * any refusal except SEAT_ORPHAN.
 */
export function wayOutOf(error: unknown, taking: number[] | null): WayOut {
  const { code, seats = [] } = refusalOf(error);
  if (code !== 'SEAT_ORPHAN') return null;
  return taking === null ? 'releaseAll' : { take: [...taking, ...seats].sort((a, b) => a - b) };
}
