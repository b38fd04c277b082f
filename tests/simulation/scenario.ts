import type { EtaPolicy } from '#server/queue/estimate/eta.ts';
import type { Observation } from '#server/queue/estimate/estimator.ts';
import type { Random } from './simulation.ts';

/** Seconds count from the opening; people may arrive before. */
export interface Scenario {
  name: string;
  people: number;
  arrivesAt: (random: Random) => number;
  /** How long a turn lasts, for someone admitted then. */
  turnSeconds: (random: Random, admittedAt: number) => number;
  policy: EtaPolicy;
  /** Share of people who will not come when it is their turn. */
  noShows?: number;
  /** How many of a hundred who wait give up in an hour; half of them say so, the others are missed after the grace time. */
  giveUpPerHour?: number;
  /** Share of people who close the page within a minute of joining. */
  vanish?: number;
  changes?: { at: number; policy: Partial<EtaPolicy> }[];
  pauses?: { from: number; to: number }[];
  /** The store is away, then empty: everyone comes back with a poll, and nobody is admitted before the recovery is over. */
  outage?: { at: number; seconds: number };
}

/** What went on in a line: what each beat saw, and who asked when. */
export interface Course {
  /** Nothing was seen by the beat that found the store empty: what had been measured is lost. */
  beats: { seen: Observation | null; policy: EtaPolicy }[];
  waits: Wait[];
  /** When something happened that nobody could foresee. */
  surprises: number[];
}

/** Somebody who waited to the end. */
export interface Wait {
  admittedAt: number;
  polls: Poll[];
}

export interface Poll {
  at: number;
  position: number;
  /** How many beats had been by then. */
  beats: number;
  /** The policy and whether people are admitted are known at once, not only from the next beat on. */
  policy: EtaPolicy;
  open: boolean;
}
