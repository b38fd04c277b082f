import { guessOf } from './estimate/estimator.ts';
import { etaSeconds } from './estimate/eta.ts';
import { instanceLoad } from './estimate/event-loop-load.ts';
import { heartbeatMs, nextPollMs } from './estimate/poll-interval.ts';
import type { QueueConditions } from './redis/commands.ts';

export interface QueueStatus {
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED';
  /** 1 + people ahead who are present while waiting, else 0. */
  position: number;
  /** People behind who are present. */
  behind: number;
  etaSeconds: { low: number; high: number } | null;
  nextPollMs: number;
  /** When to ask again, only to be seen, for whoever listens to the board meanwhile. */
  heartbeatMs: number;
  /** When the turn ends, while ACTIVE. */
  expiresAt: string | null;
  paused: { reason: string } | null;
  message: string | null;
  /** The place's number, to be compared with the board's `served`; 0 when it has ended. */
  number: number;
  /** Nobody is admitted for the moment: the line is being put together again after an outage of its store. */
  recovering: boolean;
}

/** How a place stands; while it is active, until when (ms). */
export type AnnouncedState = Pick<QueueStatus, 'state' | 'position' | 'behind' | 'number'> & {
  untilAt?: number | undefined;
};

/** What somebody is told of their place, and when to ask again. */
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
