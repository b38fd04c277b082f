'use client';

import { useState } from 'react';
import { useDuration } from '../admin/duration.ts';
import { type Concert, type FieldPath, type FormValues, newValues, valuesOf } from './fields.ts';
import { changedKeys, rebase, taken } from './rebase.ts';

/** Languages that share a tab of the texts. */
export type TextTab = 'main' | 'ja' | 'zh';

export interface ConcertForm {
  values: FormValues;
  wrong: ReadonlySet<FieldPath>;
  tab: TextTab;
  setTab: (tab: TextTab) => void;
  set: (path: FieldPath, value: string) => void;
  /** Marks fields as wrong, and moves the focus to the first. */
  refuse: (paths: readonly FieldPath[]) => void;
  /** Number of refusals so far. */
  refusals: number;
}

/** Keeps the values and problems of the fields of one concert. */
function useFields(
  values: FormValues,
  setValues: (next: (before: FormValues) => FormValues) => void,
): ConcertForm {
  const [wrong, setWrong] = useState<ReadonlySet<FieldPath>>(new Set());
  const [refusals, setRefusals] = useState(0);
  const [tab, setTab] = useState<TextTab>('main');
  return {
    values,
    wrong,
    tab,
    setTab,
    refusals,
    set: (path, value) => {
      setValues((before) => ({ ...before, [path]: value }));
      setWrong((before) => new Set([...before].filter((other) => other !== path)));
    },
    refuse: (paths) => {
      setWrong(new Set(paths));
      setRefusals((before) => before + 1);
      const [first = ''] = paths;
      if (/\.(ko|en)$/.test(first)) setTab('main');
      else if (first.endsWith('.ja')) setTab('ja');
      else if (first.endsWith('.zh')) setTab('zh');
    },
  };
}

export function useNewConcertForm(): ConcertForm & { isChanged: boolean } {
  const [values, setValues] = useState(newValues);
  return {
    ...useFields(values, setValues),
    isChanged: changedKeys<FieldPath>(newValues, values).length > 0,
  };
}

interface Edited {
  /** Version that the own changes build on. */
  concert: Concert;
  saved: FormValues;
  values: FormValues;
  foreign: FieldPath[];
  conflicts: FieldPath[];
}

export interface EditedConcertForm extends ConcertForm {
  concert: Concert;
  saved: FormValues;
  changed: FieldPath[];
  /** Fields that another editor has changed since this form was opened. */
  foreign: FieldPath[];
  /** Fields of which the user must choose the own or the saved value. */
  conflicts: FieldPath[];
  keepMine: (path: FieldPath) => void;
  takeTheirs: (path: FieldPath) => void;
  dismiss: () => void;
  reset: () => void;
}

/** Keeps a form of a concert. A newer version of the concert stays below the own changes. */
export function useConcertForm(latest: Concert): EditedConcertForm {
  const duration = useDuration();
  const [state, setState] = useState<Edited>(() => {
    const saved = valuesOf(latest, duration);
    return { concert: latest, saved, values: saved, foreign: [], conflicts: [] };
  });
  if (latest.version > state.concert.version) setState(rebased(state, latest, duration));
  const { concert, saved, values, foreign, conflicts } = state;
  const fields = useFields(values, (next) =>
    setState((before) => ({ ...before, values: next(before.values) })),
  );
  const resolve = (path: FieldPath, next: FormValues) =>
    setState((before) => ({
      ...before,
      values: next,
      conflicts: before.conflicts.filter((other) => other !== path),
    }));
  return {
    ...fields,
    concert,
    saved,
    changed: changedKeys<FieldPath>(saved, values),
    foreign,
    conflicts,
    keepMine: (path) => resolve(path, values),
    takeTheirs: (path) => resolve(path, taken(values, saved, [path]) as FormValues),
    dismiss: () => setState((before) => ({ ...before, foreign: [] })),
    reset: () => {
      fields.refuse([]);
      setState((before) => ({ ...before, values: before.saved, conflicts: [] }));
    },
  };
}

function rebased(
  { saved: base, values: mine, foreign, conflicts }: Edited,
  concert: Concert,
  duration: (seconds: number) => string,
): Edited {
  const saved = valuesOf(concert, duration);
  const next = rebase<FieldPath>(base, mine, saved);
  const both = (before: FieldPath[], after: FieldPath[]) => [...new Set([...before, ...after])];
  return {
    concert,
    saved,
    values: next.values as FormValues,
    foreign: both(foreign, next.foreign),
    conflicts: both(conflicts, next.conflicts),
  };
}
