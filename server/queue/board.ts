import { storeIsAway } from '../errors.ts';
import { log } from '../log.ts';
import type { LineStores } from './epoch.ts';
import { nextPollMs } from './pacing.ts';
import { recentPolicyOf } from './policy.ts';
import { figures } from './queue.ts';
import { metaKeyOf } from './store.ts';

/** The line's public figures: the same for everyone. */
export interface PublicBoard {
  concertId: number;
  /** The highest number that has been admitted. */
  served: number;
  waiting: number;
  active: number;
  capacity: number;
  ratePerMinute: number;
  paused: { reason: string } | null;
  message: string | null;
  recovering: boolean;
  nextPollMs: number;
}

/** What a line has counted since it first opened, on all instances together. */
export interface Tallies {
  joins: number;
  admitted: number;
  noShows: number;
  left: number;
  waits: number[];
  waitSecondsSum: number;
}

export interface Snapshot {
  concertId: number;
  waiting: number;
  active: number;
  tallies: Tallies;
}

const latest = new Map<number, Snapshot>();

/** The latest figures of each line that this instance looks at. */
export function snapshots(): Iterable<Snapshot> {
  return latest.values();
}

/** The board as it was within the last second or so. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function publicBoard(stores: LineStores, concertId: number): Promise<PublicBoard> {
  const policy = await recentPolicyOf(stores.db, concertId);
  const { waiting, active } = await figures(stores, concertId);
  const given = Number((await stores.redis.hget(metaKeyOf(concertId), 'next')) ?? 0);
  const tallies = {
    joins: given,
    admitted: given - waiting,
    noShows: 0,
    left: 0,
    waits: Array<number>(12).fill(0),
    waitSecondsSum: 0,
  };
  latest.set(concertId, { concertId, waiting, active, tallies });
  return {
    concertId,
    served: given - waiting,
    waiting,
    active,
    capacity: policy.capacity,
    ratePerMinute: policy.ratePerMinute,
    paused: policy.pauseReason === null ? null : { reason: policy.pauseReason },
    message: policy.message,
    recovering: false,
    nextPollMs: nextPollMs('WAITING', waiting, 0.5),
  };
}

const watched = new Map<number, Set<(board: PublicBoard) => void>>();

/** Calls the listener with each new snapshot, about once a second, until it is told to stop. */
export function watchBoard(stores: LineStores, concertId: number, listener: (board: PublicBoard) => void): () => void {
  const listeners = watched.get(concertId) ?? new Set();
  if (listeners.size === 0) {
    watched.set(concertId, listeners);
    const timer = setInterval(() => {
      if (listeners.size === 0) return void clearInterval(timer);
      publicBoard(stores, concertId).then(
        (board) => listeners.forEach((each) => each(board)),
        (error: unknown) => log[storeIsAway(error) ? 'warn' : 'error']({ err: error }, 'no board'),
      );
    }, 1_000);
  }
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
