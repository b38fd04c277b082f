import type { Seat } from './arrange.ts';

/** A call without an answer, and how its seats were to look. */
export interface Asked {
  seats: number[];
  to: 'mine' | 'available';
  /** The map that was shown then. */
  mapAt: number;
  /** It is not asked again by itself: it has been, or that was long ago. */
  final: boolean;
}

export type Outcome = 'unknown' | 'done' | 'undone';

/** What has become of a call without an answer: the next map says it. */
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

/** Whether a call that was not done is asked again by itself: its seats are as they were. */
export function isAskedAgain({ seats: asked, to, final }: Asked, seats: Seat[]): boolean {
  const before = to === 'mine' ? 'available' : 'mine';
  const unchanged = seats.every(({ seat, state }) => !asked.includes(seat) || state === before);
  return !final && unchanged;
}
