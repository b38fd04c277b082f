import type { EtaPolicy } from '#server/queue/estimate/eta.ts';
import type { Observation } from '#server/queue/estimate/estimator.ts';
import type { Random } from './simulation.ts';

/** Seconds count from the opening; people may arrive before. */
export interface Scenario {
  name: string;
  people: number;
  arrivesAt: (random: Random) => number;
  /** The length of a turn that begins then. */
  turnSeconds: (random: Random, admittedAt: number) => number;
  policy: EtaPolicy;
  /** Share of users who do not claim their turn. */
  noShows?: number;
  /**
   * Of a hundred waiting users, how many give up per hour; half leave, the others become absent.
   */
  giveUpPerHour?: number;
  /** Share of users who close the page within a minute of joining. */
  vanish?: number;
  changes?: { at: number; policy: Partial<EtaPolicy> }[];
  pauses?: { from: number; to: number }[];
  /**
   * Redis is unavailable, then empty: users rejoin with a poll, and nobody is admitted in the
   * recovery window.
   */
  outage?: { at: number; seconds: number };
}

/** A simulated sale: the observation at each tick, and the polls. */
export interface Course {
  /** Null at the tick that found Redis empty: what had been learnt is lost. */
  ticks: { seen: Observation | null; policy: EtaPolicy }[];
  waits: Wait[];
  /** The times of unforeseeable events. */
  surprises: number[];
}

/** A user who waited to the end. */
export interface Wait {
  admittedAt: number;
  polls: Poll[];
}

export interface Poll {
  at: number;
  position: number;
  /** The number of ticks by then. */
  ticks: number;
  /** The policy and `open` are known at once, not only from the next tick on. */
  policy: EtaPolicy;
  open: boolean;
}
