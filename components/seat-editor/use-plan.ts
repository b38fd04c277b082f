'use client';

import { useState } from 'react';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { changedKeys, rebase, taken, type Values } from '../editing/rebase.ts';
import { seatsAsValues, seatsOfValues } from './plan.ts';

interface Edited {
  version: number;
  saved: Values;
  values: Values;
  foreign: string[];
  conflicts: string[];
}

export interface EditedPlan {
  /** Version of the concert that the own changes build on. */
  version: number;
  seats: SeatFields[];
  change: (seats: readonly SeatFields[]) => void;
  reset: () => void;
  /** Numbers of the seats with unsaved changes. */
  changed: number[];
  foreign: number[];
  conflicts: number[];
  theirs: Values;
  mine: Values;
  keepMine: (seat: number) => void;
  takeTheirs: (seat: number) => void;
  dismiss: () => void;
}

/** Keeps the edited plan of a date. A newer version of the plan stays below the own changes. */
export function useEditedPlan(version: number, latest: readonly SeatFields[]): EditedPlan {
  const [state, setState] = useState<Edited>(() => {
    const saved = seatsAsValues(latest);
    return { version, saved, values: saved, foreign: [], conflicts: [] };
  });
  if (version > state.version) setState(rebased(state, version, latest));
  const { saved, values, foreign, conflicts } = state;
  const resolve = (seat: number, next: Values) =>
    setState((before) => ({
      ...before,
      values: next,
      conflicts: before.conflicts.filter((other) => other !== String(seat)),
    }));
  return {
    version: state.version,
    seats: seatsOfValues(values),
    changed: changedKeys(saved, values).map(Number),
    foreign: foreign.map(Number),
    conflicts: conflicts.map(Number),
    theirs: saved,
    mine: values,
    change: (seats) => setState((before) => ({ ...before, values: seatsAsValues(seats) })),
    reset: () => setState((before) => ({ ...before, values: before.saved, conflicts: [] })),
    keepMine: (seat) => resolve(seat, values),
    takeTheirs: (seat) => resolve(seat, taken(values, saved, [String(seat)])),
    dismiss: () => setState((before) => ({ ...before, foreign: [] })),
  };
}

function rebased(
  { saved: base, values: mine, foreign, conflicts }: Edited,
  version: number,
  latest: readonly SeatFields[],
): Edited {
  const saved = seatsAsValues(latest);
  const next = rebase(base, mine, saved);
  return {
    version,
    saved,
    values: next.values,
    foreign: [...new Set([...foreign, ...next.foreign])],
    conflicts: [...new Set([...conflicts, ...next.conflicts])],
  };
}
