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

/** Minimum ms between two ticks of one queue, across all instances. */
const tickMsMin = 400;
/** Ms without a join after which an empty queue releases its unused numbers. */
const quietMs = 10_000;
/**
 * Ms since this instance's last tick after which its next tick counts as late. If only one instance
 * runs, a late tick leaves free capacity unused for over a second.
 */
const lateMs = 1_500;
const endsPerDrain = 500;
const callsPerTickMax = 40;

/** Ticks the queues sequentially. `clock` (ms) must be monotonic. */
export function tick(stores: Stores, clock: () => number = () => performance.now()): Promise<void> {
  return forEachQueue(stores, 'could not tick queue', async (policy) => {
    const state = queueState(policy.concertId);
    const isOpen = await tickQueue(stores, policy, { tickMsMin, quietMs });
    if (isOpen) ensureSubscribed(stores, policy.concertId); // the metrics show every open queue
    const now = clock();
    if (state.lastTickAt !== undefined && now - state.lastTickAt > lateMs) countLateTick();
    state.lastTickAt = now;
  });
}

/**
 * Ticks every queue before the instance stops. A queue without waiting users or unclaimed turns
 * releases its numbers, so that the next start needs no recovery time.
 */
export function lastTick(stores: Stores): Promise<void> {
  return forEachQueue(stores, 'could not make the last tick of queue', async (policy) => {
    await tickQueue(stores, policy, { tickMsMin: 0, quietMs: 0 });
  });
}

/**
 * Passes the ended places of every queue to `onPlacesEnded`. Runs apart from the ticks, because many
 * simultaneous ends take too long to persist.
 */
export function persistEndedPlaces(
  stores: Stores,
  onPlacesEnded: (revoked: Revoked[]) => Promise<boolean>,
): Promise<void> {
  return forEachQueue(stores, 'could not persist ended places; retrying', (policy) =>
    persistQueueEnds(stores, policy, onPlacesEnded),
  );
}

/**
 * Runs `work` for the queues sequentially. Logs each failure, so that the remaining queues still
 * run.
 */
async function forEachQueue(
  stores: Stores,
  failure: string,
  work: (policy: Policy) => Promise<void>,
): Promise<void> {
  for (const policy of await tickedPolicies(stores.db)) {
    try {
      await work(policy);
    } catch (error) {
      log[isUnavailable(error) ? 'warn' : 'error'](
        { err: error, concertId: policy.concertId },
        failure,
      );
    }
  }
}

/**
 * Calls Redis up to 40 times, because each call admits at most 500 users. Returns false if Redis
 * does not know the epoch: before the first join, or after a loss until the next join or poll.
 */
async function tickQueue(
  { db, redis }: Stores,
  policy: Policy,
  { tickMsMin: leastMs, quietMs }: { tickMsMin: number; quietMs: number },
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
      quietMs,
      estimator,
    );
  let reply = await call(leastMs);
  for (let calls = 1; reply === 'MORE' && calls < callsPerTickMax; calls++) reply = await call(0);
  if (!Array.isArray(reply)) return reply !== 'STALE';
  const [last, reservations] = reply.map(Number);
  if (last !== undefined && reservations !== undefined)
    await releaseUnusedNumbers(db, concertId, epoch, last, reservations);
  return true;
}

/**
 * Passes each ended place to `onPlacesEnded` at least once. Deletes ended places from Redis only
 * after `onPlacesEnded` returns true. Does nothing if the observed epoch is not current.
 * While Redis knows an end, no rejoin can undo that end. A loss of Redis undoes an end that
 * PostgreSQL has not recorded before the next epoch. `onPlacesEnded` returns false if the epoch is
 * over. The next round then passes the ends that Redis still knows.
 */
export async function persistQueueEnds(
  { db, redis }: Stores,
  { concertId, epoch: observedEpoch }: Pick<Policy, 'concertId' | 'epoch'>,
  onPlacesEnded: (revoked: Revoked[]) => Promise<boolean>,
): Promise<void> {
  const reply = await run(redis, 'ends', concertId, observedEpoch, endsPerDrain);
  if (reply === 'STALE') return;
  const events = reply as [string, string[]][];
  const revoked: Revoked[] = [];
  for (const [id, fields] of events) {
    const { user: userId, number } = Object.fromEntries(pairs(fields));
    if (userId === undefined) log.error({ id, concertId }, 'ended place without a user');
    else {
      const epoch = await queueState(concertId).epochOf(db, observedEpoch, Number(number));
      revoked.push({ userId, concertId, epoch, number: Number(number), observedEpoch });
    }
  }
  if (events.length > 0 && (await onPlacesEnded(revoked)))
    await redis.xdel(endsKeyOf(concertId), ...events.map(([id]) => id));
}

function* pairs(fields: string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < fields.length; at += 2) yield [fields[at] ?? '', fields[at + 1] ?? ''];
}
