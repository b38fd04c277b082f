import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';
import { type Policy, tickedPolicies } from './policy/policy.ts';
import type { Stores } from './recovery/stores.ts';
import { run } from './redis/commands.ts';

/** Figures of a queue in Redis. `waiting` counts only present users. */
export interface QueueFigures {
  concertId: number;
  epoch: number;
  waiting: number;
  active: number;
  /** Last issued number. */
  issued: number;
}

/**
 * Returns the figures of the queues from their opening to a day after the sale's closing. Omits the
 * queues that Redis does not know: before the first join, and after a loss until the next join or
 * poll. Begins no epoch.
 */
export async function openQueues(stores: Stores): Promise<QueueFigures[]> {
  const policies = await tickedPolicies(stores.db);
  const found = await Promise.all(policies.map((policy) => figuresOf(stores, policy)));
  return found.filter((figures) => figures !== null);
}

async function figuresOf(
  { redis }: Stores,
  { concertId, epoch }: Policy,
): Promise<QueueFigures | null> {
  try {
    const reply = await run(redis, 'counts', concertId, epoch);
    if (reply === 'STALE') return null;
    const [waiting, active, issued] = reply as [number, number, number];
    return { concertId, epoch, waiting, active, issued };
  } catch (error) {
    log[isUnavailable(error) ? 'warn' : 'error'](
      { err: error, concertId },
      'could not count the users of a queue',
    );
    return null;
  }
}
