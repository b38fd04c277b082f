import type { SnapshotFigures } from '../redis/commands.ts';
import { Bitset, type RankedBitset } from './bitset.ts';
import { SingleFlight } from './single-flight.ts';

/** A queue that was not asked about for so long is not read any more. */
const askedMsMax = 60_000;
/** An older snapshot answers nothing. */
export const snapshotMsMax = 5_000;

/** What anyone may see of a queue; the same for everyone. */
export interface PublicStats {
  concertId: number;
  /** The highest number admitted. */
  served: number;
  waiting: number;
  active: number;
  capacity: number;
  ratePerMinute: number;
  paused: { reason: string } | null;
  message: string | null;
  /** Nobody is admitted: the queue is being restored after Redis lost it. */
  recovering: boolean;
  nextPollMs: number;
}

/** A queue as this instance read it at one moment. */
export interface QueueSnapshot {
  epoch: number;
  figures: SnapshotFigures;
  live: RankedBitset;
  stats: PublicStats;
  /** When the reading began, by this process' monotonic clock. */
  askedAt: number;
}

/** Reads a queue and reports to Redis the places `seen` since the reading before `latest`. */
export type ReadSnapshot = (seen: Bitset, latest: QueueSnapshot | null) => Promise<QueueSnapshot>;

/**
 * A queue that this instance reads once a second, with what happened on this instance since the
 * last reading.
 */
export class TrackedQueue {
  readonly listeners = new Set<(stats: PublicStats) => void>();
  readonly #readSnapshot: ReadSnapshot;
  readonly #reading = new SingleFlight<QueueSnapshot>();
  #latest: QueueSnapshot | null = null;
  #seen = new Bitset(); // places answered from memory since the last reading began
  readonly #evicted = new Map<number, number>(); // numbers found not to wait any more, and when
  #askedAt = performance.now();

  constructor(readSnapshot: ReadSnapshot) {
    this.#readSnapshot = readSnapshot;
  }

  /** The latest snapshot, unless it is too old. */
  get current(): QueueSnapshot | null {
    return this.#latest !== null && performance.now() - this.#latest.askedAt <= snapshotMsMax
      ? this.#latest
      : null;
  }

  /** The same; counts as interest in the queue. */
  ask(): QueueSnapshot | null {
    this.#askedAt = performance.now();
    return this.current;
  }

  get isWanted(): boolean {
    return this.listeners.size > 0 || performance.now() - this.#askedAt < askedMsMax;
  }

  /** Something would be lost if this were dropped now. */
  get isInUse(): boolean {
    return this.listeners.size > 0 || this.#reading.isRunning || !this.#seen.isEmpty;
  }

  markSeen(at: number): void {
    this.#seen.add(at);
  }

  /** A place was found not to wait any more: memory must not answer for it. */
  evict(number: number): void {
    this.#evicted.set(number, performance.now());
  }

  isEvicted(number: number): boolean {
    return this.#evicted.has(number);
  }

  read(): Promise<QueueSnapshot> {
    return this.#reading.run(() => this.#readNow());
  }

  async #readNow(): Promise<QueueSnapshot> {
    const seen = this.#seen;
    this.#seen = new Bitset();
    const before = this.#latest;
    try {
      this.#latest = await this.#readSnapshot(seen, before);
    } catch (error) {
      this.#seen.addAll(seen.range()); // reported at the next reading
      throw error;
    }
    const { askedAt, epoch, stats } = this.#latest;
    for (const [number, at] of this.#evicted) if (at < askedAt) this.#evicted.delete(number);
    // Marked meanwhile by the numbers of the epoch before.
    if (before?.epoch !== epoch) this.#seen = new Bitset();
    for (const listener of this.listeners) listener(stats);
    return this.#latest;
  }
}
