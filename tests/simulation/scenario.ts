import type { EtaPolicy } from '#server/queue/estimate/eta.ts';
import type { Observation } from '#server/queue/estimate/estimator.ts';
import type { Random } from './simulation.ts';

/**
 * Parameters of a simulated sale. All times are seconds from the opening; users can arrive earlier,
 * at negative times.
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
  /** Waiting users who give up, in percent per hour: half leave, and half become absent. */
  giveUpPerHour?: number;
  /** Share of users who close the page within a minute of joining. */
  vanish?: number;
  changes?: { at: number; policy: Partial<EtaPolicy> }[];
  pauses?: { from: number; to: number }[];
  /**
   * Outage of Redis, after which Redis is empty. Users rejoin by their polls, and the queue admits
   * no user in the recovery window.
   */
  outage?: { at: number; seconds: number };
}

/** Record of a simulated sale: an observation at each tick, and the waits of users. */
export interface Course {
  /**
   * Observation at each tick. A tick that finds Redis empty has null, because the estimator then
   * loses its state.
   */
  ticks: { seen: Observation | null; policy: EtaPolicy }[];
  waits: Wait[];
  /** Times of changes of policy, pauses and outages, in seconds from the opening. */
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
   * Policy at the time of the poll. A change of policy reaches polls at once, without waiting for
   * the next tick.
   */
  policy: EtaPolicy;
  open: boolean;
}
