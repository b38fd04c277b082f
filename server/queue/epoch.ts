import type { Db } from '../db.ts';
import { tryAgain } from '../errors.ts';
import type { Store } from '../redis.ts';
import { type Policy, policyForStore, policyOf } from './policy.ts';
import { metaKeyOf, run } from './store.ts';

const attemptsMax = 5;

export interface LineStores {
  db: Db;
  redis: Store;
}

// The epoch that this process believes each concert's line to be in. A belief may be wrong: the store then answers STALE.
const believed = new Map<number, number>();

/** Puts an epoch and the policy into the store; returns the epoch that holds there. */
export async function open(redis: Store, policy: Policy, epoch: number): Promise<number> {
  return Number(await run(redis, 'open', policy.concertId, epoch, policy.version, policyForStore(policy)));
}

/**
 * The epoch of a concert's line, opened in the store if it knows of none. A store that has lost the epoch has lost the line's
 * numbers too, so the epoch is first raised in PostgreSQL: no number is given twice. PostgreSQL's epoch is read before the
 * store's, or an epoch that another instance has just raised and opened would be raised over its head. Refusal: NOT_FOUND.
 */
async function settleEpoch({ db, redis }: LineStores, concertId: number): Promise<number> {
  const policy = await policyOf(db, concertId);
  const stored = await redis.hget(metaKeyOf(concertId), 'epoch');
  if (stored !== null) return open(redis, policy, Math.max(Number(stored), policy.epoch));
  const raised = await db.concert.updateMany({
    where: { id: concertId, queueEpoch: policy.epoch },
    data: { queueEpoch: policy.epoch + 1 },
  });
  return raised.count === 1 ? open(redis, policy, policy.epoch + 1) : settleEpoch({ db, redis }, concertId);
}

/** Runs a command with the epoch that holds; a STALE answer makes it find out which, and try again. */
export async function inEpoch<T>(stores: LineStores, concertId: number, attempt: (epoch: number) => Promise<T | 'STALE'>): Promise<{ epoch: number; answer: T }> {
  for (let tried = 0; tried < attemptsMax; tried++) {
    const epoch = (tried === 0 ? believed.get(concertId) : undefined) ?? (await settleEpoch(stores, concertId));
    believed.set(concertId, epoch);
    const answer = await attempt(epoch);
    if (answer !== 'STALE') return { epoch, answer };
  }
  throw tryAgain(new Error(`the epoch of line ${String(concertId)} does not settle`));
}
