import pLimit from 'p-limit';
import type { Db } from './db.ts';

/** Runs reads that floods of requests can cause on two connections, so that purchases keep theirs. */
export const limitedRead = pLimit(2);

/**
 * Reads a value once for all requests that wait together. A request that arrives while a read runs
 * waits for the next read, so an answer is never older than its question.
 */
export class SharedRead<Value> {
  readonly #load: (db: Db, id: number) => Promise<Value>;
  readonly #reads = new WeakMap<Db, Map<number, Reads<Value>>>();

  constructor(load: (db: Db, id: number) => Promise<Value>) {
    this.#load = load;
  }

  /** Callers share the value, so none may change it. */
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
      reads.next = null; // later requests need a later read
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
  /** Settles when the latest read that began has ended. */
  last: Promise<void>;
  /** The read that has not begun, which new requests join. */
  next: Promise<Value> | null;
}

const ignore = (): void => undefined;
