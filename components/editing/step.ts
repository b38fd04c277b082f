import type { Concert } from './fields.ts';

export interface Reloaded {
  concert: Concert;
  /** Reads the newest version of the concert. */
  reload: () => Promise<unknown>;
}

/** Properties of a dialog that changes the state of a concert. */
export interface StepProps extends Reloaded {
  onClose: () => void;
}

export type DateOfConcert = Concert['performances'][number];
