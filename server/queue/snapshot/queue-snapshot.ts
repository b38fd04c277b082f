import { env } from '../../config/env.ts';
import { toRefusal } from '../../errors/driver-errors.ts';
import { isRefusal, tryAgain } from '../../errors/refusal.ts';
import { log } from '../../config/log.ts';
import { etaSeconds } from '../estimate/eta.ts';
import { guessOf, measure } from '../estimate/estimator.ts';
import { serializeEstimator } from '../estimate/serialized-estimator.ts';
import { inEpoch, type Stores } from '../recovery/epoch.ts';
import { type SnapshotFigures, readSnapshot } from '../redis/commands.ts';
import { Bitset, RankedBitset } from '../state/bitset.ts';
import { knownQueueState, knownQueueStates, queueState } from '../state/queue-state.ts';
import {
  type PublicStats,
  type QueueSnapshot,
  type ReadSnapshot,
  snapshotMsMax,
  TrackedQueue,
} from '../state/tracked-queue.ts';
import type { Place } from '../token/token.ts';

export type { PublicStats, QueueSnapshot };

const refreshMs = 1_000;
const statsPollMs = 3_000;

const reader =
  (stores: Stores, concertId: number): ReadSnapshot =>
  async (seen, latest) => {
    const askedAt = performance.now();
    const { epoch, answer } = await inEpoch(stores, concertId, (epoch) => {
      // Bits count from the floor of their epoch, so the instance reports only bits of the current
      // epoch.
      const reported = latest?.epoch === epoch ? seen : new Bitset();
      return readSnapshot(stores.redis, concertId, epoch, reported.range());
    });
    const figures = withEstimate(answer.figures, latest?.epoch === epoch ? latest : null);
    const { live } = answer;
    const stats = statsOf(concertId, figures);
    return { epoch, figures, live: new RankedBitset(live), stats, askedAt };
  };

/**
 * Adds the estimator's next state to the figures. Continues from the newer of this instance's state
 * and the state in Redis. A fresh instance starts with the estimates of other instances.
 */
function withEstimate(figures: SnapshotFigures, latest: QueueSnapshot | null): SnapshotFigures {
  const { now: at, open, active, present, counters, estimator: stored = null } = figures;
  const own = latest?.figures.estimator ?? null;
  const before = own !== null && (stored === null || own.at > stored.at) ? own : stored;
  const seen = { at, open, active, present, admitted: counters.admitted, joined: counters.joins };
  return { ...figures, estimator: measure(before, seen, figures) };
}

/** Returns the serialized estimator state for the tick, or '' without a state of this epoch. */
export function estimatorToStore(concertId: number, epoch: number): string {
  const snapshot = trackedQueue(concertId)?.current;
  return snapshot?.epoch === epoch && snapshot.figures.estimator !== undefined
    ? serializeEstimator(snapshot.figures.estimator)
    : '';
}

function statsOf(concertId: number, figures: SnapshotFigures): PublicStats {
  const { served, present, active, guests, capacity, ratePerMinute } = figures;
  const { pauseReason, message, recovering, cancelled = false } = figures;
  const paused = pauseReason === undefined ? null : { reason: pauseReason };
  const common = { concertId, served, waiting: present, active, guests, capacity, ratePerMinute };
  const state = { paused, message: message ?? null, recovering, cancelled };
  return { ...common, ...state, etaSeconds: newcomersEta(figures), nextPollMs: statsPollMs };
}

function newcomersEta(figures: SnapshotFigures): PublicStats['etaSeconds'] {
  const { open, active, present, estimator } = figures;
  const eta = open ? etaSeconds(present, estimator ?? guessOf(active, figures), figures) : null;
  return eta && { low: 60 * Math.floor(eta.low / 60), high: 60 * Math.ceil(eta.high / 60) };
}

/** Reads a concert's queue every second, until 60 s pass without a request or listener. */
function track(stores: Stores, concertId: number): TrackedQueue {
  const state = queueState(concertId);
  if (state.tracked !== null) return state.tracked;
  const tracked = new TrackedQueue(reader(stores, concertId));
  state.tracked = tracked;
  void keepReading(tracked, concertId);
  return tracked;
}

async function keepReading(tracked: TrackedQueue, concertId: number): Promise<void> {
  const isReplaced = () => trackedQueue(concertId) !== tracked;
  if (isReplaced()) return;
  let goesOn = true;
  try {
    await tracked.read();
  } catch (error) {
    if (isReplaced()) return;
    goesOn = !(isRefusal(error) && error.code === 'NOT_FOUND');
    if (goesOn)
      log[toRefusal(error).code === 'INTERNAL' ? 'error' : 'warn'](
        { err: error, concertId },
        'could not read queue snapshot; retrying in 1 s',
      );
  }
  if (isReplaced()) return;
  if (goesOn && tracked.isWanted)
    setTimeout(() => void keepReading(tracked, concertId), refreshMs).unref();
  else knownQueueState(concertId)?.close();
}

const trackedQueue = (concertId: number): TrackedQueue | null =>
  knownQueueState(concertId)?.tracked ?? null;

/** Stops all reads of queues. Must run before the stores close. */
export function closeSnapshots(): void {
  for (const [, state] of knownQueueStates()) state.close();
}

/** Returns a snapshot that is at most 5 s old. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function snapshotOf(stores: Stores, concertId: number): Promise<QueueSnapshot> {
  const tracked = track(stores, concertId);
  const snapshot = tracked.ask() ?? (await tracked.read());
  return performance.now() - snapshot.askedAt <= snapshotMsMax
    ? snapshot
    : Promise.reject(tryAgain(new Error('the snapshot is too old')));
}

/**
 * Returns true if this instance already reads the queue, in which case public stats need no further
 * read.
 */
export function isTracked(concertId: number): boolean {
  return trackedQueue(concertId) !== null;
}

/** Returns public stats that are at most 5 s old, normally 1 s. Refusals: NOT_FOUND, TRY_AGAIN. */
export async function publicStats(stores: Stores, concertId: number): Promise<PublicStats> {
  // Refuses an unknown concert without a transaction.
  if (!isTracked(concertId)) await queueState(concertId).recentPolicy(stores.db);
  return (await snapshotOf(stores, concertId)).stats;
}

/**
 * Calls `listener` with the stats of each new snapshot, about once a second. Returns a function
 * that ends the subscription.
 */
export function subscribeToStats(
  stores: Stores,
  concertId: number,
  listener: (stats: PublicStats) => void,
): () => void {
  const tracked = track(stores, concertId);
  tracked.listeners.add(listener);
  return () => void tracked.listeners.delete(listener);
}

/** Yields, for the metrics, the figures of each queue that this instance reads. */
export function* snapshots(): Generator<
  { concertId: number } & Pick<SnapshotFigures, 'active' | 'counters'> & { waiting: number }
> {
  for (const [concertId, { tracked }] of knownQueueStates()) {
    const figures = tracked?.current?.figures;
    if (figures !== undefined)
      yield {
        concertId,
        waiting: figures.present,
        active: figures.active,
        counters: figures.counters,
      };
  }
}

/**
 * Finds a waiting place in the latest snapshot. Marks the place as seen. Returns null if no current
 * snapshot can answer for the place, or if the queue may have admitted its user since.
 */
export function placeInMemory(
  place: Place,
): { position: number; behind: number; figures: SnapshotFigures } | null {
  const found = bitInMemory(place);
  if (found === null) return null;
  const { tracked, at, snapshot } = found;
  const { live, figures } = snapshot;
  const position = live.rank(at) + 1;
  if (position <= admittedSince(snapshot)) return null;
  tracked.markSeen(at);
  return { position, behind: live.count - position, figures };
}

/**
 * Maximum number of users admitted since the snapshot, if its policy still holds. The capacity
 * bounds them, because admitted users keep their turns for some time. So does the rate, with the
 * admissions that lua/include/admission.lua allows at once.
 */
function admittedSince({ figures, askedAt }: QueueSnapshot): number {
  const { capacity, ratePerMinute } = figures;
  const perSecond = ratePerMinute / 60;
  const seconds = (performance.now() - askedAt) / 1_000;
  return Math.min(capacity, Math.max(1, perSecond) + perSecond * (1 + seconds));
}

/** Returns true if the latest snapshot has the place as waiting. Does not mark it as seen. */
export function isWaitingInMemory(place: Place): boolean {
  return bitInMemory(place) !== null;
}

function bitInMemory({ concertId, number }: Pick<Place, 'concertId' | 'number'>) {
  const tracked = trackedQueue(concertId);
  const snapshot = tracked?.ask() ?? null;
  if (tracked === null || snapshot === null) return null;
  const at = number - snapshot.figures.floor - 1;
  if (at < 0 || !snapshot.live.has(at) || tracked.isEvicted(number)) return null;
  return { tracked, at, snapshot };
}

/** Prevents answers from an older snapshot for a place that no longer waits. */
export function evictPlace({ concertId, number }: Pick<Place, 'concertId' | 'number'>): void {
  trackedQueue(concertId)?.evict(number);
}

/**
 * Starts to read the queue, so that this instance can answer polls from memory. Does nothing in the
 * Next process, to which clients send few polls. An older snapshot in the Next process could
 * contradict an admission that another process announced.
 */
export function ensureSubscribed(stores: Stores, concertId: number): void {
  if (env().LINES_IN_MEMORY === 'on') track(stores, concertId).ask();
}
