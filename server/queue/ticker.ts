import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';
import { ensureSubscribed, estimatorToStore } from './snapshot/queue-snapshot.ts';
import type { Stores } from './recovery/epoch.ts';
import { countLateTick } from './metrics.ts';
import { releaseUnusedNumbers } from './recovery/number-blocks.ts';
import { type Policy, serializePolicy, tickedPolicies } from './policy/policy.ts';
import { endsKeyOf, run } from './redis/commands.ts';
import { queueState } from './state/queue-state.ts';
import type { Revoked } from './token/token.ts';

/** Least time between two beats of one line, whichever instances they come from. */
const tickMsMin = 400;
/** An empty line gives its numbers back when nobody has joined for so long. */
const quietMs = 10_000;
/** An instance that has not come by for so long is late: by itself it would leave freed slots empty for longer than a second. */
const lateMs = 1_500;
const endsPerDrain = 500;
const callsPerTickMax = 40;

/** One beat of every line: lapsed places end, the next people are admitted. `clock` (ms) only runs forward. */
export function tick(stores: Stores, clock: () => number = () => performance.now()): Promise<void> {
  return forEachQueue(stores, 'a beat of the line failed', async (policy) => {
    const state = queueState(policy.concertId);
    const isOpen = await tickQueue(stores, policy, { beatMsMin: tickMsMin, quietMs });
    if (isOpen) ensureSubscribed(stores, policy.concertId); // its figures are in the metrics, whether or not anybody asks about it
    const now = clock();
    if (state.lastTickAt !== undefined && now - state.lastTickAt > lateMs) countLateTick();
    state.lastTickAt = now;
  });
}

/** The beat of an instance that ends: where nobody waits, the next start then need not wait for anyone to come back. */
export function lastTick(stores: Stores): Promise<void> {
  return forEachQueue(stores, 'the last beat of the line failed', async (policy) => {
    await tickQueue(stores, policy, { beatMsMin: 0, quietMs: 0 });
  });
}

/** Carries ended places into PostgreSQL. It takes its time when many end at once, so no beat waits for it. */
export function persistEnds(
  stores: Stores,
  onPlaceEnded: (spent: Revoked) => Promise<boolean>,
): Promise<void> {
  return forEachQueue(stores, 'ended places were not carried over', (policy) =>
    persistQueueEnds(stores, policy, onPlaceEnded),
  );
}

/** One line after the other; trouble with one is logged, and does not keep the next. */
async function forEachQueue(
  stores: Stores,
  trouble: string,
  work: (policy: Policy) => Promise<void>,
): Promise<void> {
  for (const policy of await tickedPolicies(stores.db)) {
    try {
      await work(policy);
    } catch (error) {
      log[isUnavailable(error) ? 'warn' : 'error'](
        { err: error, concertId: policy.concertId },
        trouble,
      );
    }
  }
}

/**
 * Whether the line is open. One that nobody has joined yet, or whose store was emptied, is STALE here: the next join or poll opens it.
 */
async function tickQueue(
  { db, redis }: Stores,
  policy: Policy,
  least: { beatMsMin: number; quietMs: number },
): Promise<boolean> {
  const { concertId, epoch, version } = policy;
  const estimator = estimatorToStore(concertId, epoch);
  const call = (tickMsMin: number) =>
    run(
      redis,
      'tick',
      concertId,
      epoch,
      version,
      serializePolicy(policy),
      tickMsMin,
      least.quietMs,
      estimator,
    );
  let reply = await call(least.beatMsMin);
  for (let calls = 1; reply === 'MORE' && calls < callsPerTickMax; calls++) reply = await call(0);
  if (!Array.isArray(reply)) return reply !== 'STALE';
  const [last, reservations] = reply.map(Number);
  if (last !== undefined && reservations !== undefined)
    await releaseUnusedNumbers(db, concertId, epoch, last, reservations);
  return true;
}

/**
 * Hands over each end at least once; it is forgotten only after `onPlaceEnded` has taken it. Only in the epoch that holds: while the
 * line knows of an end, nobody is put back at what it has spent, and PostgreSQL knows of it before the next epoch begins, or the end is
 * lost with the store. Not taken: the line has begun anew, and hands over what it still knows in that epoch.
 */
export async function persistQueueEnds(
  { db, redis }: Stores,
  { concertId, epoch: knownIn }: Pick<Policy, 'concertId' | 'epoch'>,
  onPlaceEnded: (spent: Revoked) => Promise<boolean>,
): Promise<void> {
  const ends = await run(redis, 'ends', concertId, knownIn, endsPerDrain);
  if (ends === 'STALE') return;
  for (const [id, fields] of ends as [string, string[]][]) {
    const { user: userId, number } = Object.fromEntries(pairs(fields));
    if (userId === undefined) log.error({ id, concertId }, 'an ended place without a person');
    else {
      const epoch = await queueState(concertId).epochOf(db, knownIn, Number(number));
      if (
        !(await onPlaceEnded({
          userId,
          concertId,
          epoch,
          number: Number(number),
          observedEpoch: knownIn,
        }))
      )
        return;
    }
    await redis.xdel(endsKeyOf(concertId), id);
  }
}

function* pairs(fields: string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < fields.length; at += 2) yield [fields[at] ?? '', fields[at + 1] ?? ''];
}
