import { guessOf } from './estimate/estimator.ts';
import { etaSeconds } from './estimate/eta.ts';
import { instanceLoad } from './estimate/event-loop-load.ts';
import { heartbeatMs, nextPollMs } from './estimate/poll-interval.ts';
import type { QueueConditions } from './redis/commands.ts';

export interface QueueStatus {
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED';
  /** While waiting: 1 + the present users ahead. Otherwise 0. */
  position: number;
  /** Present users behind. */
  behind: number;
  etaSeconds: { low: number; high: number } | null;
  nextPollMs: number;
  /** When to poll again just to be seen, for a client that listens to the public stats. */
  heartbeatMs: number;
  /** The end of the turn, while ACTIVE. */
  expiresAt: string | null;
  paused: { reason: string } | null;
  message: string | null;
  /** The place's number, comparable with the public stats' `served`; 0 if it has ended. */
  number: number;
  /** Nobody is admitted: the queue is being restored after Redis lost it. */
  recovering: boolean;
}

/** `untilAt`: the end of the turn (ms), while active. */
export type AnnouncedState = Pick<QueueStatus, 'state' | 'position' | 'behind' | 'number'> & {
  untilAt?: number | undefined;
};

export function toStatus(
  { state, position, behind, number, untilAt }: AnnouncedState,
  conditions: QueueConditions,
): QueueStatus {
  const { pauseReason, message, recovering, open, active, estimator, graceMs } = conditions;
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
  };
}
