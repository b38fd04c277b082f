import type { Seat } from './arrange.ts';

/** An unanswered call and the intended state of its seats. */
export interface Asked {
  seats: number[];
  to: 'mine' | 'available';
  /** The time of the map that was shown. */
  mapAt: number;
  /** Never sent again: it was repeated already, or the press was too long ago. */
  final: boolean;
}

export type Outcome = 'unknown' | 'done' | 'undone';

/** The next map shows whether the call took effect. */
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

/** Whether to repeat a call that had no effect: its seats are unchanged. */
export function isAskedAgain({ seats: asked, to, final }: Asked, seats: Seat[]): boolean {
  const before = to === 'mine' ? 'available' : 'mine';
  const unchanged = seats.every(({ seat, state }) => !asked.includes(seat) || state === before);
  return !final && unchanged;
}
