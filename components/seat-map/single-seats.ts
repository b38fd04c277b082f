import { orphansLeft } from '#server/seating/orphans.schema.ts';
import { refusalOf } from '../errors.ts';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

/** A one-press alternative: take these seats together, or release all. */
export type WayOut = { take: number[] } | 'releaseAll' | null;

/** The seats that a press would leave single, by the server's rule and this page's map. */
export function singlesAfter(
  seats: Seat[],
  lookOf: (seat: Seat) => Look,
  pressed: number,
): number[] {
  const mine = (seat: Seat) => lookOf(seat) === 'mine' || lookOf(seat) === 'taking';
  const now = seats.filter(mine).map(({ seat }) => seat);
  const next = now.includes(pressed) ? now.filter((seat) => seat !== pressed) : [...now, pressed];
  if (next.length === 0) return []; // releasing everything restores the previous state
  const hall = seats.map((each) => ({
    ...each,
    free: mine(each) || ['available', 'releasing'].includes(lookOf(each)),
  }));
  return orphansLeft(hall, now, next);
}

/** For SEAT_ORPHAN only: take the single seat too, or release all. */
export function wayOutOf(error: unknown, taking: number[] | null): WayOut {
  const { code, seats = [] } = refusalOf(error);
  if (code !== 'SEAT_ORPHAN') return null;
  return taking === null ? 'releaseAll' : { take: [...taking, ...seats].sort((a, b) => a - b) };
}
