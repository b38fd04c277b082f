import type { Db } from '../../database/db.ts';
import { type Policy, policyOf } from '../policy/policy.ts';
import { Registry } from './registry.ts';
import { SingleFlight } from './single-flight.ts';
import type { TrackedQueue } from './tracked-queue.ts';

const recentMs = 1_000;
/**
 * Maximum number of queues that an instance keeps in memory. An idle queue takes less than 1 kB.
 */
const queuesMax = 5_000;

/**
 * State of one queue in the memory of an instance. The instance can reread the whole state, so
 * eviction costs only time.
 */
export class QueueState {
  readonly #concertId: number;
  /** Latest epoch that this instance used. Redis answers STALE if the epoch is over. */
  observedEpoch: number | undefined;
  /** Instant (ms) of the last tick, by the monotonic clock of this instance. */
  lastTickAt: number | undefined;
  /** Highest number whose soon turn this instance has announced. */
  soonUpTo = 0;
  tracked: TrackedQueue | null = null;
  readonly settling = new SingleFlight<number>();
  readonly reserving = new SingleFlight<unknown>();
  readonly draining = new SingleFlight<'MORE' | 'DONE' | 'OVER'>();
  #recorded = { epoch: 0, event: 0 };
  #recentPolicy: { readAt: number; policy: Promise<Policy> } | null = null;
  /** Epochs up to `upTo`, latest first. The numbers of an epoch are above its `base`. */
  #epochs: { upTo: number; epochs: { epoch: number; base: number }[] } | null = null;

  constructor(concertId: number) {
    this.#concertId = concertId;
  }

  get isInUse(): boolean {
    const flights = [this.settling, this.reserving, this.draining];
    return flights.some(({ isRunning }) => isRunning) || this.tracked?.isInUse === true;
  }

  /** Returns the event of `epoch` up to which PostgreSQL is known to have the log, or 0. */
  recordedUpTo(epoch: number): number {
    return this.#recorded.epoch === epoch ? this.#recorded.event : 0;
  }

  setRecorded(position: { epoch: number; event: number }): void {
    this.#recorded = position;
  }

  /** Ends the reading loop, which runs only while `tracked` is set. */
  close(): void {
    this.tracked = null;
  }

  /**
   * Returns a policy that is at most 1 s old, so that many polls share one query. Refusal:
   * NOT_FOUND.
   */
  recentPolicy(db: Db): Promise<Policy> {
    const now = performance.now();
    if (this.#recentPolicy !== null && now - this.#recentPolicy.readAt < recentMs)
      return this.#recentPolicy.policy;
    const recent = { readAt: now, policy: policyOf(db, this.#concertId) };
    this.#recentPolicy = recent;
    recent.policy.catch(() => {
      // the next call retries a failed query
      if (this.#recentPolicy === recent) this.#recentPolicy = null;
    });
    return recent.policy;
  }

  /** Returns the epoch that issued a number, among the epochs up to `current`. */
  async epochOf(db: Db, current: number, number: number): Promise<number> {
    if (this.#epochs === null || this.#epochs.upTo < current) {
      const epochs = await db.queueEpoch.findMany({
        where: { concertId: this.#concertId },
        orderBy: { epoch: 'desc' },
        select: { epoch: true, base: true },
      });
      this.#epochs = { upTo: current, epochs };
    }
    return this.#epochs.epochs.find(({ base }) => base < number)?.epoch ?? current;
  }
}

/**
 * Queues that this instance knows, by concert id. The room keeps no other state per queue in
 * memory.
 */
const queues = new Registry((concertId) => new QueueState(concertId), queuesMax);

export const queueState = (concertId: number): QueueState => queues.get(concertId);
export const knownQueueState = (concertId: number): QueueState | undefined =>
  queues.find(concertId);
export const knownQueueStates = (): Iterable<[number, QueueState]> => queues.entries();
