import type { Seat } from './arrange.ts';

/** Unanswered call, with its seats and their intended state. */
export interface Asked {
  seats: number[];
  to: 'mine' | 'available';
  /** Unix time in ms of the latest map before the call. */
  mapAt: number;
  /** True if the call is a repeat or over 30 s old, so that the page must not repeat it. */
  final: boolean;
}

export type Outcome = 'unknown' | 'done' | 'undone';

/** Derives the outcome of an unanswered call from the next seat map. */
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

/** Returns true if the page may repeat a call that changed no seat. */
export function isAskedAgain({ seats: asked, to, final }: Asked, seats: Seat[]): boolean {
  const before = to === 'mine' ? 'available' : 'mine';
  const unchanged = seats.every(({ seat, state }) => !asked.includes(seat) || state === before);
  return !final && unchanged;
}
