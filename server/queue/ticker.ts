import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';
import { ensureSubscribed, estimatorToStore } from './snapshot/queue-snapshot.ts';
import type { Stores } from './recovery/epoch.ts';
import { countLateTick } from './metrics.ts';
import { releaseUnusedNumbers } from './recovery/number-blocks.ts';
import { type Policy, serializePolicy, tickedPolicies } from './policy/policy.ts';
import { drainAll } from './recovery/drain.ts';
import { run } from './redis/commands.ts';
import { queueState } from './state/queue-state.ts';
import { SingleFlight } from './state/single-flight.ts';

/** Minimum ms between two ticks of one queue, across all instances. */
const tickMsMin = 400;
/** Ms without a join after which an empty queue releases its unused numbers. */
const quietMs = 10_000;
/**
 * Ms since this instance's last tick after which its next tick counts as late. If only one instance
 * runs, a late tick leaves free capacity unused for over a second.
 */
const lateMs = 1_500;
const callsPerTickMax = 40;
const drainFailure = 'could not drain the log of queue; retrying';

const drainRounds = new SingleFlight<void>();

/**
 * Ticks the queues sequentially. Then starts to drain the queues' logs, so that polls find the
 * admissions recorded. No tick waits for a drain, because many simultaneous ends take too long to
 * record. `clock` (ms) must be monotonic.
 */
export async function tick(
  stores: Stores,
  clock: () => number = () => performance.now(),
): Promise<void> {
  await forEachQueue(stores, 'could not tick queue', async (policy) => {
    const state = queueState(policy.concertId);
    const isOpen = await tickQueue(stores, policy, { tickMsMin, quietMs });
    if (isOpen) ensureSubscribed(stores, policy.concertId); // the metrics show every open queue
    const now = clock();
    if (state.lastTickAt !== undefined && now - state.lastTickAt > lateMs) countLateTick();
    state.lastTickAt = now;
  });
  drainRounds
    .run(() => drainQueues(stores))
    .catch((error: unknown) => {
      log.warn({ err: error }, 'could not drain the logs of the queues; retrying');
    });
}

/**
 * Ticks every queue before the instance stops, and drains its log. A queue without waiting users or
 * unclaimed turns then releases its numbers, so that the next start needs no recovery time.
 */
export function lastTick(stores: Stores): Promise<void> {
  return forEachQueue(stores, 'could not make the last tick of queue', async (policy) => {
    await tickQueue(stores, policy, { tickMsMin: 0, quietMs: 0 });
    await drainQueue(stores, policy);
    await tickQueue(stores, policy, { tickMsMin: 0, quietMs: 0 }); // releases the numbers
  });
}

/** Records the admissions and ended places of every queue in PostgreSQL. */
export function drainQueues(stores: Stores): Promise<void> {
  return forEachQueue(stores, drainFailure, (policy) => drainQueue(stores, policy));
}

async function drainQueue(stores: Stores, { concertId, epoch }: Policy): Promise<void> {
  await drainAll(stores, concertId, epoch);
}

/** Runs `work` for the queues sequentially. */
async function forEachQueue(
  stores: Stores,
  failure: string,
  work: (policy: Policy) => Promise<void>,
): Promise<void> {
  for (const policy of await tickedPolicies(stores.db))
    await attempt(policy, failure, () => work(policy));
}

/** Logs a failure of `work`, so that the remaining queues still run. */
async function attempt(
  { concertId }: Policy,
  failure: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log[isUnavailable(error) ? 'warn' : 'error']({ err: error, concertId }, failure);
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
