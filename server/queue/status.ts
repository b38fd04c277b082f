import { guessOf } from './estimate/estimator.ts';
import { etaSeconds } from './estimate/eta.ts';
import { instanceLoad } from './estimate/event-loop-load.ts';
import { heartbeatMs, nextPollMs } from './estimate/poll-interval.ts';
import type { QueueConditions } from './redis/commands.ts';

export interface QueueStatus {
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED';
  /** 1 + number of present users ahead while waiting, else 0. */
  position: number;
  /** Number of present users behind the place. */
  behind: number;
  etaSeconds: { low: number; high: number } | null;
  nextPollMs: number;
  /** Ms until a client that listens to the public stats must poll to stay present. */
  heartbeatMs: number;
  /** End of the turn while ACTIVE, else null. */
  expiresAt: string | null;
  paused: { reason: string } | null;
  message: string | null;
  /** Number of the place, or 0 for an ended place. Comparable with `served` of the public stats. */
  number: number;
  /** True during the recovery time, in which the queue admits no user. */
  recovering: boolean;
  /** True if the concert is cancelled, which ends every place. */
  cancelled: boolean;
}

/** `untilAt` is the end of an active turn (ms). */
export type AnnouncedState = Pick<QueueStatus, 'state' | 'position' | 'behind' | 'number'> & {
  untilAt?: number | undefined;
};

const endedPlace = { state: 'EXPIRED', position: 0, behind: 0, number: 0 } as const;

/**
 * Returns an ended place at a cancelled concert, because Redis takes several ticks to end all places.
 */
export function toStatus(announced: AnnouncedState, conditions: QueueConditions): QueueStatus {
  const { pauseReason, message, recovering, open, active, estimator, graceMs } = conditions;
  const cancelled = conditions.cancelled === true;
  const place: AnnouncedState = cancelled ? endedPlace : announced;
  const { state, position, behind, number, untilAt } = place;
  return {
    state,
    position,
    behind,
    etaSeconds:
      state === 'WAITING' && open
        ? etaSeconds(position - 1, estimator ?? guessOf(active, conditions), conditions)
        : null,
    nextPollMs: nextPollMs(state, position, {
      random: Math.random(),
      load: instanceLoad(),
      graceMs,
    }),
    heartbeatMs: heartbeatMs({ random: Math.random(), graceMs }),
    expiresAt: untilAt === undefined ? null : new Date(untilAt).toISOString(),
    paused: pauseReason === undefined ? null : { reason: pauseReason },
    message: message ?? null,
    number,
    recovering,
    cancelled,
  };
}
