import { useEffect, useEffectEvent } from 'react';
import type { Seat } from './arrange.ts';
import { type Asked, isAskedAgain, type Outcome, outcomeOf } from './outcome.ts';

interface Unanswered {
  /** Null without an unanswered call. */
  outcome: Outcome | null;
  /** True while the page repeats the call. */
  again: boolean;
}

/** Derives the outcome of an unanswered call from the map, and repeats it once if it is undone. */
export function useUnanswered(
  asked: Asked | null,
  { seats, mapAt }: { seats: Seat[]; mapAt: number },
  ask: (asked: Asked) => void,
): Unanswered {
  const outcome = asked === null ? null : outcomeOf(asked, seats, mapAt);
  const again = outcome === 'undone' && asked !== null && isAskedAgain(asked, seats);
  const askAgain = useEffectEvent(() => {
    if (asked !== null) ask(asked);
  });
  useEffect(() => {
    if (again) askAgain();
  }, [again]);
  return { outcome, again };
}
