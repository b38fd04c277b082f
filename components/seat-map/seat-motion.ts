import { useState } from 'react';
import type { Shape } from './seat-shape.tsx';

/** Change by another person: the seat was free and is gone, or was gone and is free. */
export type SeatMotion = 'taken' | 'freed' | null;

const isGone = (look: Shape): boolean => look === 'held' || look === 'sold' || look === 'blocked';

/** Returns null for the user's own changes, which the press already answered. */
export function motionOf(before: Shape, now: Shape): SeatMotion {
  if (before === 'available' && isGone(now)) return 'taken';
  return isGone(before) && now === 'available' ? 'freed' : null;
}

/** Returns the latest change of a seat, until the next one. */
export function useSeatMotion(look: Shape): SeatMotion {
  const [seen, setSeen] = useState<{ look: Shape; motion: SeatMotion }>({ look, motion: null });
  if (seen.look === look) return seen.motion;
  const motion = motionOf(seen.look, look);
  setSeen({ look, motion });
  return motion;
}
