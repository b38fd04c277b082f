import type { Db } from '../../database/db.ts';
import { type Policy, policyOf } from '../policy/policy.ts';
import { Registry } from './registry.ts';
import { SingleFlight } from './single-flight.ts';
import type { TrackedQueue } from './tracked-queue.ts';

const recentMs = 1_000;
/** An instance remembers so many queues; each idle one takes less than a kilobyte. */
const queuesMax = 5_000;

/**
 * What this instance remembers of one queue. All of it can be read again, so eviction costs time
 * and nothing else.
 */
export class QueueState {
  readonly #concertId: number;
  /** The epoch that this instance used last. It may be over: Redis then answers STALE. */
  observedEpoch: number | undefined;
  /** When this instance's last tick was, by its own clock (ms). */
  lastTickAt: number | undefined;
  tracked: TrackedQueue | null = null;
  readonly settling = new SingleFlight<number>();
  readonly reserving = new SingleFlight<unknown>();
  #recentPolicy: { readAt: number; policy: Promise<Policy> } | null = null;
  /**
   * The epochs that issued numbers, each with the number above which its own begin, latest first.
   */
  #epochs: { upTo: number; epochs: { epoch: number; base: number }[] } | null = null;

  constructor(concertId: number) {
    this.#concertId = concertId;
  }

  get isInUse(): boolean {
    return this.settling.isRunning || this.reserving.isRunning || this.tracked?.isInUse === true;
  }

  /** Stops reading the queue: the reading loop ends when it finds itself replaced. */
  close(): void {
    this.tracked = null;
  }

  /** The policy as of the last second: polls are many and change nothing. Refusal: NOT_FOUND. */
  recentPolicy(db: Db): Promise<Policy> {
    const now = performance.now();
    if (this.#recentPolicy !== null && now - this.#recentPolicy.readAt < recentMs)
      return this.#recentPolicy.policy;
    const recent = { readAt: now, policy: policyOf(db, this.#concertId) };
    this.#recentPolicy = recent;
    recent.policy.catch(() => {
      if (this.#recentPolicy === recent) this.#recentPolicy = null; // a failure is not remembered
    });
    return recent.policy;
  }

  /** The epoch that issued a number, of the epochs up to `current`. */
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

/** The queues that this instance knows, by concert: the only module-level state of the room. */
const queues = new Registry((concertId) => new QueueState(concertId), queuesMax);

export const queueState = (concertId: number): QueueState => queues.get(concertId);
export const knownQueueState = (concertId: number): QueueState | undefined =>
  queues.find(concertId);
export const knownQueueStates = (): Iterable<[number, QueueState]> => queues.entries();
