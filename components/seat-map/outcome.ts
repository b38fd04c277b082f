import type { Seat } from './arrange.ts';

/** Unanswered call, and the state that the call intends for its seats. */
export interface Asked {
  seats: number[];
  to: 'mine' | 'available';
  /** Update time of the map at the time of the call, in ms. */
  mapAt: number;
  /** True if the page must not repeat the call, because the call is already a repeat or too old. */
  final: boolean;
}

export type Outcome = 'unknown' | 'done' | 'undone';

/** Derives the outcome of an unanswered call from the next map. */
export function outcomeOf(
  { seats: asked, to, mapAt }: Asked,
  seats: Seat[],
  shownAt: number,
): Outcome {
  if (shownAt === mapAt) return 'unknown';
  const done = seats.every(
    ({ seat, state }) => !asked.includes(seat) || (state === 'mine') === (to === 'mine'),
  );
  return done ? 'done' : 'undone';
}

/** Returns true if the call left its seats unchanged and the page may repeat the call. */
export function isAskedAgain({ seats: asked, to, final }: Asked, seats: Seat[]): boolean {
  const before = to === 'mine' ? 'available' : 'mine';
  const unchanged = seats.every(({ seat, state }) => !asked.includes(seat) || state === before);
  return !final && unchanged;
}
