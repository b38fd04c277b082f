import type { Booking } from '../booking.ts';
import { useTimeLeft } from '../server-clock.tsx';
import { type ClockShown, clockShown } from './clock-shown.ts';
import type { Turn } from './use-turn.ts';
import { useWhenOver } from './use-when-over.ts';

const warnSeconds = 60;

/**
 * Returns the only clock of a page, for the turn or the hold. `onHoldOver` runs at the end of the
 * hold, and repeats until the server reports the end. `isSoon` is true in the last minute.
 */
export function useClock(
  turn: Turn,
  held: Booking | null,
  onHoldOver: () => void,
): ClockShown & { isSoon: boolean } {
  const turnLeft = useTimeLeft(turn.status.expiresAt);
  const holdLeft = useTimeLeft(held?.expiresAt ?? null);
  useWhenOver(turnLeft === 0, turn.ask);
  useWhenOver(holdLeft === 0, onHoldOver);
  const shown = clockShown(held !== null, turnLeft, holdLeft);
  return { ...shown, isSoon: shown.left !== null && shown.left <= warnSeconds };
}
