import pLimit from 'p-limit';
import type { Db } from './db.ts';

/** Runs at most two reads at once, so that a flood of reads leaves connections for purchases. */
export const limitedRead = pLimit(2);

/**
 * Shares one read among all waiting requests. A request that arrives during a read waits for the
 * next read, so that no value predates its request.
 */
export class SharedRead<Value> {
  readonly #load: (db: Db, id: number) => Promise<Value>;
  readonly #reads = new WeakMap<Db, Map<number, Reads<Value>>>();

  constructor(load: (db: Db, id: number) => Promise<Value>) {
    this.#load = load;
  }

  /** The caller must not change the shared value. */
  read(db: Db, id: number): Promise<Value> {
    const byId = this.#reads.get(db) ?? new Map<number, Reads<Value>>();
    this.#reads.set(db, byId);
    const reads = byId.get(id) ?? { last: Promise.resolve(), next: null };
    byId.set(id, reads);
    return (reads.next ??= this.#readAfter(reads, db, id));
  }

  async #readAfter(reads: Reads<Value>, db: Db, id: number): Promise<Value> {
    await reads.last;
    const value = limitedRead(() => {
      reads.next = null; // a request during this read waits for the next read
      return this.#load(db, id);
    });
    const ended = value.then(ignore, ignore);
    reads.last = ended;
    void ended.then(() => {
      if (reads.next === null && reads.last === ended) this.#reads.get(db)?.delete(id);
    });
    return value;
  }
}

interface Reads<Value> {
  /** Resolves at the end of the latest scheduled read, even if the read fails. */
  last: Promise<void>;
  /** Pending read that new requests join until it starts. */
  next: Promise<Value> | null;
}

const ignore = (): void => undefined;
