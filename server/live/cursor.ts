/** Position in each source of events, with the transactions at the time of its read. */
export interface Mark {
  reservation: number;
  payment: number;
  refund: number;
  audit: number;
  /** Instant up to which the read saw the ends of reservations, in ISO 8601. */
  closed: string;
  /** Oldest transaction that ran at the read, and the next one to begin. */
  xmin: string;
  xmax: string;
}

export const beginning: Mark = {
  ...{ reservation: 0, payment: 0, refund: 0, audit: 0 },
  closed: '1970-01-01T00:00:00Z',
  xmin: '0',
  xmax: '0',
};

/** Reads after which a mark counts without its transactions: 60 s, thrice a transaction's limit. */
const readsMax = 120;

/**
 * Position before which no row can appear any more. A row below a read's mark can still be
 * uncommitted: its id is assigned before its commit. It belongs to a transaction that began before
 * the next read, half a second later. So the cursor moves to a mark once every transaction has
 * ended that ran at the read after it. Until then the caller reads the rows above the old position
 * again, and `isNew` names each once.
 */
export class Cursor {
  position = beginning;
  #reads = 0;
  /** Marks above the position, each with the number of its read. */
  readonly #marks: { mark: Mark; read: number }[] = [];
  /** Read of each event that the caller may read again. */
  readonly #seen = new Map<string, number>();

  /** Adds the mark of a read, after `isNew` for its events. */
  advance(mark: Mark): void {
    this.#marks.push({ mark, read: this.#reads });
    this.#reads += 1;
    for (;;) {
      const [first, second] = this.#marks;
      if (first === undefined || second === undefined) return;
      const isOver = BigInt(second.mark.xmax) <= BigInt(mark.xmin);
      if (!isOver && this.#marks.length <= readsMax) return;
      this.#marks.shift();
      this.position = first.mark;
      // Keeps the events of this read, because a stored time can be rounded to above the mark's.
      for (const [eventId, read] of this.#seen) if (read < first.read) this.#seen.delete(eventId);
    }
  }

  isNew(eventId: string): boolean {
    if (this.#seen.has(eventId)) return false;
    this.#seen.set(eventId, this.#reads);
    return true;
  }
}
