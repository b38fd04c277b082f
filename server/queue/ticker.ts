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

/** Minimum ms between two ticks of one queue, over all instances. */
const tickMsMin = 400;
/** Ms without a join after which an empty queue releases its unused numbers. */
const quietMs = 10_000;
/**
 * Ms since this instance's last tick after which its next tick counts as late. A late tick of a
 * single instance leaves free capacity unused for over a second.
 */
const lateMs = 1_500;
const endsPerDrain = 500;
const callsPerTickMax = 40;

/** Ticks every queue. The argument `clock` (ms) must be monotonic. */
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
 * Ticks every queue before the instance stops. A queue in which no user waits releases its numbers,
 * so the next start needs no recovery time.
 */
export function lastTick(stores: Stores): Promise<void> {
  return forEachQueue(stores, 'could not make the last tick of queue', async (policy) => {
    await tickQueue(stores, policy, { tickMsMin: 0, quietMs: 0 });
  });
}

/**
 * Persists ended places in PostgreSQL. Runs apart from the ticks, because many simultaneous ends
 * take long to persist.
 */
export function persistEndedPlaces(
  stores: Stores,
  onPlacesEnded: (revoked: Revoked[]) => Promise<boolean>,
): Promise<void> {
  return forEachQueue(stores, 'could not persist ended places; retrying', (policy) =>
    persistQueueEnds(stores, policy, onPlacesEnded),
  );
}

/** Runs `work` for one queue after the other. Logs a failure and continues with the next queue. */
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
 * Ticks one queue. Returns false if Redis does not know the epoch: before the first join, or after
 * a loss until the next join or poll.
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
 * Passes the ended places of a queue to `onPlacesEnded` at least once, oldest first, and deletes
 * them from Redis only after that function returned true. Works in the current epoch only. While
 * Redis stores an end, no rejoin can undo the end. PostgreSQL records the end before the next epoch
 * begins, or the end is lost with Redis. False means that the epoch is over: the next round passes
 * the ends that Redis still stores.
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
