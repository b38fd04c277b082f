import type { Db } from '../../database/db.ts';
import { tryAgain } from '../../errors/refusal.ts';
import { log } from '../../config/log.ts';
import type { RedisClient } from '../../redis/redis.ts';
import type { Tx } from '../../database/transaction.ts';
import { latestBlock } from './number-blocks.ts';
import { type Policy, serializePolicy, policyOf } from '../policy/policy.ts';
import { run } from '../redis/commands.ts';
import { queueState } from '../state/queue-state.ts';
import { openAdmissions } from './admission-record.ts';

const attemptsMax = 5;

export interface Stores {
  db: Db;
  redis: RedisClient;
}

/**
 * The epoch of a concert's line, begun in the store if it knows of none. A store that has lost the line, or was started anew with
 * the data of before and may lack the last second, is emptied and begun with: numbers above all that may have been given, the turns
 * that are not over, and nobody admitted until those who wait had the time to come back with their tokens; where nobody can have
 * waited, at once. Whoever looks, raises and opens does so under the lock of the concert's row. Without it two instances that miss
 * the epoch at once raise it twice, and the second empties the line that people have joined in between. Refusal: NOT_FOUND.
 */
function settleEpoch({ db, redis }: Stores, concertId: number): Promise<number> {
  return db.$transaction(
    async (tx) => {
      await lockQueue(tx, concertId);
      const policy = await policyOf(tx, concertId);
      const known = Number(await run(redis, 'epoch', concertId));
      const latest = await latestBlock(tx, concertId);
      if (latest !== null && known === latest.epoch && known === policy.epoch) return known;
      // The store may be ahead, where an instance died after opening it and before it could commit: it gave no number.
      const epoch = Math.max(known, policy.epoch) + 1;
      const { reserved: base = 0, idle: floor = 0 } = latest ?? {};
      await tx.queueEpoch.create({
        data: { concertId, epoch, base, reserved: base, idle: floor },
        select: { epoch: true },
      });
      await tx.concert.update({
        where: { id: concertId },
        data: { queueEpoch: epoch },
        select: { id: true },
      });
      return open({ tx, redis }, policy, { epoch, floor, base });
    },
    { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 20_000 },
  );
}

/**
 * Whoever begins an epoch does it alone, and after all turns that the epochs before have noted: sql/note-turn.sql takes the weakest
 * lock there is on the same row, for which nobody who changes the line's policy waits.
 */
export async function lockQueue(tx: Tx, concertId: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM concerts WHERE id = ${concertId} FOR UPDATE`;
}

/**
 * Whether this is the epoch of a concert's line, which then stays so until the transaction ends: what one epoch says is written down
 * before the next begins, or not at all.
 */
export async function isEpoch(tx: Tx, concertId: number, epoch: number): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT id FROM concerts WHERE id = ${concertId} AND queue_epoch = ${epoch} FOR KEY SHARE`;
  return found.length > 0;
}

/** Begins an epoch in the store; returns the epoch that holds there. */
async function open(
  { tx, redis }: { tx: Tx; redis: RedisClient },
  policy: Policy,
  { epoch, floor, base }: { epoch: number; floor: number; base: number },
): Promise<number> {
  const { concertId, version } = policy;
  const turns = await openAdmissions(tx, concertId);
  const heldMs = base > floor ? policy.recoveryMs : 0;
  if (base > 0)
    log.warn(
      { concertId, epoch, turns: turns.length, heldMs },
      'the line’s store has lost it; it begins anew',
    );
  const restored = JSON.stringify(
    turns.map(({ userId, number, agoMs, leftMs }) => [userId, number, agoMs, leftMs]),
  );
  return Number(
    await run(
      redis,
      'open',
      concertId,
      epoch,
      version,
      serializePolicy(policy),
      floor,
      base,
      heldMs,
      restored,
    ),
  );
}

/** Runs a command in the current epoch. A STALE reply makes the instance settle which one that is, and try again. */
export async function inEpoch<T>(
  stores: Stores,
  concertId: number,
  attempt: (epoch: number) => Promise<T | 'STALE'>,
): Promise<{ epoch: number; answer: T }> {
  const state = queueState(concertId);
  for (let tried = 0; tried < attemptsMax; tried++) {
    const observed = tried === 0 ? state.observedEpoch : undefined;
    const epoch = observed ?? (await state.settling.run(() => settleEpoch(stores, concertId)));
    state.observedEpoch = epoch;
    const answer = await attempt(epoch);
    if (answer !== 'STALE') return { epoch, answer };
  }
  throw tryAgain(new Error(`the epoch of queue ${String(concertId)} does not settle`));
}
