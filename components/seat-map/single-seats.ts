import { orphansLeft } from '#server/seating/orphans.schema.ts';
import { refusalOf } from '../errors.ts';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

/** What can be done instead, with one press: take these seats together, or let go of all. */
export type WayOut = { take: number[] } | 'releaseAll' | null;

/** The seats that pressing one would leave single, by the server's own rule, as far as this page knows. */
export function singlesAfter(
  seats: Seat[],
  lookOf: (seat: Seat) => Look,
  pressed: number,
): number[] {
  const mine = (seat: Seat) => lookOf(seat) === 'mine' || lookOf(seat) === 'taking';
  const now = seats.filter(mine).map(({ seat }) => seat);
  const next = now.includes(pressed) ? now.filter((seat) => seat !== pressed) : [...now, pressed];
  if (next.length === 0) return []; // whoever lets go of everything leaves what was there before
  const hall = seats.map((each) => ({
    ...each,
    free: mine(each) || ['available', 'releasing'].includes(lookOf(each)),
  }));
  return orphansLeft(hall, now, next);
}

/** Where seats could not be had because one would be left single: how they can, together with that one. */
export function wayOutOf(error: unknown, taking: number[] | null): WayOut {
  const { code, seats = [] } = refusalOf(error);
  if (code !== 'SEAT_ORPHAN') return null;
  return taking === null ? 'releaseAll' : { take: [...taking, ...seats].sort((a, b) => a - b) };
}
