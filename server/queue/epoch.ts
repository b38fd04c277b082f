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
async function open(redis: Store, policy: Policy, epoch: number): Promise<number> {
  return Number(await run(redis, 'open', policy.concertId, epoch, policy.version, policyForStore(policy)));
}

/**
 * The epoch of a concert's line, opened in the store if it knows of none. A store that has lost the epoch has lost the line's
 * numbers too, so PostgreSQL's epoch is raised first: no number is given twice. Whoever looks, raises and opens does so under
 * the lock of the concert's row. Without it two instances that miss the epoch at once raise it twice, and the second empties
 * the line that people have joined in between. Refusal: NOT_FOUND.
 */
function settleEpoch({ db, redis }: LineStores, concertId: number): Promise<number> {
  return db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM concerts WHERE id = ${concertId} FOR NO KEY UPDATE`;
      const policy = await policyOf(tx, concertId);
      const stored = await redis.hget(metaKeyOf(concertId), 'epoch');
      // The store may be ahead, where an instance died after opening it and before it could commit.
      const epoch = stored === null ? policy.epoch + 1 : Math.max(Number(stored), policy.epoch);
      if (epoch > policy.epoch)
        await tx.concert.update({ where: { id: concertId }, data: { queueEpoch: epoch }, select: { id: true } });
      return open(redis, policy, epoch);
    },
    { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 10_000 },
  );
}

// A crowd that finds the line unknown asks once: each asking takes a connection and waits for the same row.
const settling = new Map<number, Promise<number>>();

function settled(stores: LineStores, concertId: number): Promise<number> {
  const running = settling.get(concertId) ?? settleEpoch(stores, concertId).finally(() => settling.delete(concertId));
  settling.set(concertId, running);
  return running;
}

/** Runs a command with the epoch that holds; a STALE answer makes it find out which, and try again. */
export async function inEpoch<T>(
  stores: LineStores,
  concertId: number,
  attempt: (epoch: number) => Promise<T | 'STALE'>,
): Promise<{ epoch: number; answer: T }> {
  for (let tried = 0; tried < attemptsMax; tried++) {
    const epoch = (tried === 0 ? believed.get(concertId) : undefined) ?? (await settled(stores, concertId));
    believed.set(concertId, epoch);
    const answer = await attempt(epoch);
    if (answer !== 'STALE') return { epoch, answer };
  }
  throw tryAgain(new Error(`the epoch of line ${String(concertId)} does not settle`));
}
