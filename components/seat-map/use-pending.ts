import { useState } from 'react';

type Change = 'taking' | 'releasing';

/** Keeps the change of each pressed seat until its call has an answer. */
export function usePending() {
  const [pending, setPending] = useState<ReadonlyMap<number, Change>>(new Map());
  const mark = (seats: number[], as: Change | null) =>
    setPending((before) => {
      const after = new Map(before);
      for (const seat of seats) {
        if (as === null) after.delete(seat);
        else after.set(seat, as);
      }
      return after;
    });
  return { pending, mark };
}
