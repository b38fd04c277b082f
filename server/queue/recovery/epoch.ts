import { loadSql } from '../../database/load-sql.ts';
import { tryAgain } from '../../errors/refusal.ts';
import { log } from '../../config/log.ts';
import type { RedisClient } from '../../redis/redis.ts';
import { rows, type Tx } from '../../database/transaction.ts';
import { latestBlock } from './number-blocks.ts';
import { type Policy, serializePolicy, policyOf } from '../policy/policy.ts';
import { run } from '../redis/commands.ts';
import { queueState } from '../state/queue-state.ts';
import { openAdmissions } from './admission-record.ts';
import { drainAll } from './drain.ts';
import type { Stores } from './stores.ts';

const currentEpochSql = loadSql(import.meta.url, './sql/current-epoch.sql');

const attemptsMax = 5;

export type { Stores };

/**
 * Returns the current epoch of a concert's queue. First records the entries that a restarted Redis
 * still has of the last epoch. Begins an epoch if Redis has lost the queue, or
 * may lack the last second of data after a restart. A new epoch restores the open admissions. Its
 * numbers exceed all numbers that earlier epochs may have issued. If a user may have waited, the
 * epoch starts with the recovery time, so that users can rejoin before any admission. Holds the
 * lock of the concert's row until the commit. Without the row lock, a second instance could begin
 * another epoch and so empty a queue that users have just joined. Refusal: NOT_FOUND.
 */
async function settleEpoch(stores: Stores, concertId: number): Promise<number> {
  const { db, redis } = stores;
  await drainAll(stores, concertId, (await policyOf(db, concertId)).epoch);
  return db.$transaction(
    async (tx) => {
      await lockQueue(tx, concertId);
      const policy = await policyOf(tx, concertId);
      const known = Number(await run(redis, 'epoch', concertId));
      const latest = await latestBlock(tx, concertId);
      if (known === latest?.epoch && known === policy.epoch) return known;
      // Redis is ahead if an instance died between `open` and the commit. No user has a number of
      // that epoch.
      const epoch = Math.max(known, policy.epoch) + 1;
      const { reserved: base = 0, idle: floor = 0 } = latest ?? {};
      await tx.queueEpoch.create({
        data: { concertId, epoch, base, reserved: base, idle: floor },
        select: { epoch: true },
      });
      const { guests } = await tx.logHead.upsert({
        where: { concertId },
        create: { concertId, epoch },
        update: { epoch, event: 0 },
        select: { guests: true },
      });
      await tx.concert.update({
        where: { id: concertId },
        data: { queueEpoch: epoch },
        select: { id: true },
      });
      return open({ tx, redis }, policy, { epoch, floor, base, guests });
    },
    { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 20_000 },
  );
}

/**
 * Locks the concert's row, so that no other transaction begins an epoch. Waits for running drains
 * of the current epoch. The statement sql/drain.sql takes the row's weakest lock (KEY SHARE), so
 * that it does not delay policy changes.
 */
export async function lockQueue(tx: Tx, concertId: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM concerts WHERE id = ${concertId} FOR UPDATE`;
}

/**
 * Returns true if this epoch is current. Keeps the epoch current until the transaction ends.
 * PostgreSQL therefore records an event of one epoch before the next epoch begins, or never.
 */
export async function isEpoch(tx: Tx, concertId: number, epoch: number): Promise<boolean> {
  return (await rows(tx, currentEpochSql, concertId, epoch)).length > 0;
}

/**
 * Begins an epoch in Redis, unless Redis already has this or a later epoch. Returns Redis' current
 * epoch.
 */
async function open(
  { tx, redis }: { tx: Tx; redis: RedisClient },
  policy: Policy,
  { epoch, floor, base, guests }: Record<'epoch' | 'floor' | 'base' | 'guests', number>,
): Promise<number> {
  const { concertId, version } = policy;
  const admissions = await openAdmissions(tx, concertId);
  const heldMs = base > floor ? policy.recoveryMs : 0;
  if (base > 0)
    log.warn(
      { concertId, epoch, admissions: admissions.length, heldMs },
      'Redis lost the queue; a new epoch begins',
    );
  const restored = JSON.stringify(
    admissions.map(({ userId, number, agoMs, leftMs, guest }) => [
      userId,
      number,
      agoMs,
      leftMs,
      guest,
    ]),
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
      guests,
    ),
  );
}

/**
 * Runs a command in the epoch that this instance observed last. After a STALE reply, settles the
 * epoch before the next attempt. Refusal: TRY_AGAIN after 5 attempts.
 */
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
