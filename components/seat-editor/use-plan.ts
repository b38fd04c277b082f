'use client';

import { useState } from 'react';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { changedKeys, rebase, taken, type Values } from '../editing/rebase.ts';
import { seatsAsValues, seatsOfValues } from './plan.ts';

interface Edited {
  version: number;
  /** Version of an own import, which replaces all own changes. */
  imported: number | null;
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
  /** Drops the own changes, because an own import has become this version. */
  adopt: (version: number) => void;
}

/** Keeps the edited plan of a date. A newer version of the plan stays below the own changes. */
export function useEditedPlan(version: number, latest: readonly SeatFields[]): EditedPlan {
  const [state, setState] = useState<Edited>(() => {
    const saved = seatsAsValues(latest);
    return { version, imported: null, saved, values: saved, foreign: [], conflicts: [] };
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
    adopt: (imported) =>
      setState((before) => ({
        ...before,
        imported,
        values: before.saved,
        foreign: [],
        conflicts: [],
      })),
  };
}

function rebased(
  { imported, saved: base, values: mine, foreign, conflicts }: Edited,
  version: number,
  latest: readonly SeatFields[],
): Edited {
  const saved = seatsAsValues(latest);
  if (version === imported)
    return { version, imported, saved, values: saved, foreign: [], conflicts: [] };
  const next = rebase(base, mine, saved);
  return {
    version,
    imported,
    saved,
    values: next.values,
    foreign: [...new Set([...foreign, ...next.foreign])],
    conflicts: [...new Set([...conflicts, ...next.conflicts])],
  };
}
