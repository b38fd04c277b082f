import { useState } from 'react';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import type { Seat } from './arrange.ts';
import type { Asked } from './outcome.ts';
import { type WayOut, wayOutOf } from './single-seats.ts';

interface Trouble {
  error: unknown;
  wayOut: WayOut;
  /** Unanswered call, or null. */
  asked: Asked | null;
}
export const noTrouble: Trouble = { error: null, wayOut: null, asked: null };

/** Refusals that the map already explains, so that the page needs no call. */
type SaidHere = 'SEAT_TAKEN' | 'SEAT_BLOCKED' | 'SEAT_ORPHAN';

/** Age limit for the repeat of an unanswered call, because the user may change their mind later. */
const resendWithinMs = 30_000;

/** Keeps the latest trouble with a choice. `mapAt` is the Unix time of the latest map, in ms. */
export function useTrouble(seats: Seat[], mapAt: number) {
  const [trouble, setTrouble] = useState(noTrouble);
  return {
    trouble,
    clear: () => setTrouble(noTrouble),
    /** Ends the trouble of an unanswered call, because a later call has an answer. */
    answered: () => setTrouble((before) => (before.asked === null ? before : noTrouble)),
    /** States a refusal without a call. `taking` is the seats to take, or null for a release. */
    say: (code: SaidHere, named: number[], taking: number[] | null) => {
      const error = { data: { refusal: { code, seats: named } } };
      setTrouble({ error, wayOut: wayOutOf(error, taking, seats), asked: null });
    },
    /** States why a call failed. Lets the page repeat an unanswered call once, within 30 s. */
    failed: (error: unknown, asked: number[], to: Asked['to']) => {
      const lostAnswer = isOutcomeUnknown(error);
      setTrouble((before) => ({
        error,
        wayOut: wayOutOf(error, to === 'mine' ? asked : null, seats),
        asked: lostAnswer ? { seats: asked, to, mapAt, final: before.asked !== null } : null,
      }));
      if (lostAnswer) setTimeout(() => setTrouble(finalIf(error)), resendWithinMs);
    },
    offer: (wayOut: WayOut) => setTrouble((before) => ({ ...before, wayOut })),
  };
}

const finalIf =
  (error: unknown) =>
  (trouble: Trouble): Trouble =>
    trouble.error === error && trouble.asked !== null
      ? { ...trouble, asked: { ...trouble.asked, final: true } }
      : trouble;
