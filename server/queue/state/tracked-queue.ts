import type { SnapshotFigures } from '../redis/commands.ts';
import { Bitset, type RankedBitset } from './bitset.ts';
import { SingleFlight } from './single-flight.ts';

/** Ms without a request after which an instance stops reading a queue. */
const askedMsMax = 60_000;
/** Maximum age (ms) of a snapshot that answers requests. */
export const snapshotMsMax = 5_000;

/** Part of a snapshot that anyone may see. */
export interface PublicStats {
  concertId: number;
  /** Highest number admitted so far. */
  served: number;
  waiting: number;
  /** Number of turns, with those of guests. */
  active: number;
  /** Guests so far, whom staff admitted outside the queue's order and capacity. */
  guests: number;
  capacity: number;
  ratePerMinute: number;
  paused: { reason: string } | null;
  message: string | null;
  /** True during the recovery time, in which the queue admits no user. */
  recovering: boolean;
  /** True if the concert is cancelled. */
  cancelled: boolean;
  /**
   * Wait of a user who joins now, in whole minutes, so that the stats change seldom. Null while the
   * queue admits no user, and above a day.
   */
  etaSeconds: { low: number; high: number } | null;
  nextPollMs: number;
}

/** Queue state that one instance read at one moment. */
export interface QueueSnapshot {
  epoch: number;
  figures: SnapshotFigures;
  live: RankedBitset;
  stats: PublicStats;
  /** Start of the read (ms), by the monotonic clock of the instance. */
  askedAt: number;
}

/** Reads a queue. Reports to Redis the places `seen` since the last read. */
export type ReadSnapshot = (seen: Bitset, latest: QueueSnapshot | null) => Promise<QueueSnapshot>;

/**
 * A queue that this instance reads once a second. Collects the seen and evicted places between two
 * reads.
 */
export class TrackedQueue {
  readonly listeners = new Set<(stats: PublicStats) => void>();
  readonly #readSnapshot: ReadSnapshot;
  readonly #reading = new SingleFlight<QueueSnapshot>();
  #latest: QueueSnapshot | null = null;
  #seen = new Bitset(); // places answered from memory since the last read began
  readonly #evicted = new Map<number, number>(); // eviction time (ms) by number
  #askedAt = performance.now();

  constructor(readSnapshot: ReadSnapshot) {
    this.#readSnapshot = readSnapshot;
  }

  /** Latest snapshot, or null if it is older than 5 s. */
  get current(): QueueSnapshot | null {
    return this.#latest !== null && performance.now() - this.#latest.askedAt <= snapshotMsMax
      ? this.#latest
      : null;
  }

  /** Returns the current snapshot. Extends the reading of the queue to 60 s from now. */
  ask(): QueueSnapshot | null {
    this.#askedAt = performance.now();
    return this.current;
  }

  get isWanted(): boolean {
    return this.listeners.size > 0 || performance.now() - this.#askedAt < askedMsMax;
  }

  /** True if eviction now would lose a listener, a running read or an unreported seen place. */
  get isInUse(): boolean {
    return this.listeners.size > 0 || this.#reading.isRunning || !this.#seen.isEmpty;
  }

  markSeen(at: number): void {
    this.#seen.add(at);
  }

  /** Prevents answers from memory for a place that no longer waits. */
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
      this.#seen.addAll(seen.range()); // lets the next read report the same places
      throw error;
    }
    const { askedAt, epoch, stats } = this.#latest;
    for (const [number, at] of this.#evicted) if (at < askedAt) this.#evicted.delete(number);
    // The first read of an epoch discards the bits seen meanwhile, because they count from the
    // previous floor.
    if (before?.epoch !== epoch) this.#seen = new Bitset();
    for (const listener of this.listeners) listener(stats);
    return this.#latest;
  }
}
