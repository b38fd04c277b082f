import type { Outputs } from '../api.ts';

type State = Outputs['admin']['concerts']['get']['state'];

/** Steps that change a concert in each state. */
export const stepsIn = {
  DRAFT: ['publish', 'archive', 'copy'],
  PUBLISHED: ['close', 'copy', 'cancel'],
  ENDED: ['archive', 'copy', 'cancel'],
  CANCELLED: ['archive', 'copy'],
} as const satisfies Record<State, readonly string[]>;
export type Step = (typeof stepsIn)[State][number];

/** Steps that change a date that is not cancelled, in each state of its concert. */
export const dateStepsIn = {
  DRAFT: ['move', 'remove'],
  PUBLISHED: ['move', 'remove', 'cancel'],
  ENDED: ['move', 'remove', 'cancel'],
  CANCELLED: ['remove'],
} as const satisfies Record<State, readonly string[]>;
export type DateStep = (typeof dateStepsIn)[State][number];

/** True if the concert can have another date. */
export const takesDates = (state: State): boolean => state === 'DRAFT' || state === 'PUBLISHED';
