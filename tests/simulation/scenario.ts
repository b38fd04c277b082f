import type { EtaPolicy } from '#server/queue/estimate/eta.ts';
import type { Observation } from '#server/queue/estimate/estimator.ts';
import type { Random } from './simulation.ts';

/**
 * Parameters of a simulated sale. Times are in seconds from the opening; users who arrive earlier
 * have negative times.
 */
export interface Scenario {
  name: string;
  people: number;
  arrivesAt: (random: Random) => number;
  /** Returns the length in seconds of a turn that begins at `admittedAt`. */
  turnSeconds: (random: Random, admittedAt: number) => number;
  policy: EtaPolicy;
  /** Share of users who do not claim their turn. */
  noShows?: number;
  /** Percentage of waiting users who give up per hour; half leave, and half become absent. */
  giveUpPerHour?: number;
  /** Share of users who close the page within a minute of joining. */
  vanish?: number;
  changes?: { at: number; policy: Partial<EtaPolicy> }[];
  pauses?: { from: number; to: number }[];
  /**
   * Outage of Redis, after which Redis is empty. The queue admits no user in the recovery window,
   * in which users rejoin by polling.
   */
  outage?: { at: number; seconds: number };
}

/** Record of a simulated sale: an observation at each tick, and the waits of users. */
export interface Course {
  /**
   * Observation and policy at each tick. `seen` is null if the tick finds Redis empty, because the
   * estimator then loses its state.
   */
  ticks: { seen: Observation | null; policy: EtaPolicy }[];
  waits: Wait[];
  /** Times of policy changes, pauses and outages, in seconds from the opening. */
  surprises: number[];
}

/** Wait of one admitted user, with all polls. */
export interface Wait {
  admittedAt: number;
  polls: Poll[];
}

export interface Poll {
  at: number;
  position: number;
  /** Number of ticks before this poll. */
  ticks: number;
  /**
   * Policy at the time of the poll. A policy change takes effect for polls before the next tick.
   */
  policy: EtaPolicy;
  open: boolean;
}
