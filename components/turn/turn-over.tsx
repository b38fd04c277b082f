import { Cancelled } from './cancelled.tsx';
import { NoTurn } from './no-turn.tsx';
import type { Turn } from './use-turn.ts';

/** Replaces a page whose turn is over, and names the cancellation of the concert if it is why. */
export function TurnOver({ concertId, turn }: { concertId: number; turn: Turn }) {
  return turn.status.cancelled ? (
    <Cancelled concertId={concertId} focused />
  ) : (
    <NoTurn concertId={concertId} reason="ended" focused />
  );
}
