interface Entry {
  /** An entry in use is not evicted. */
  readonly isInUse: boolean;
  /** Called once the registry has dropped the entry. */
  close(): void;
}

/**
 * Entries by id, created on demand. Beyond `entriesMax` the least recently used entry that is not
 * in use is evicted, so only entries in use can exceed the bound.
 */
export class Registry<T extends Entry> {
  readonly #entries = new Map<number, T>(); // least recently used first
  readonly #create: (id: number) => T;
  readonly #entriesMax: number;

  constructor(create: (id: number) => T, entriesMax: number) {
    this.#create = create;
    this.#entriesMax = entriesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: number): T {
    const known = this.find(id);
    if (known !== undefined) return known;
    const entry = this.#create(id);
    this.#entries.set(id, entry);
    this.#evictBut(id);
    return entry;
  }

  /** The entry if there is one; counts as a use. */
  find(id: number): T | undefined {
    const known = this.#entries.get(id);
    if (known === undefined) return undefined;
    this.#entries.delete(id);
    this.#entries.set(id, known);
    return known;
  }

  entries(): Iterable<[number, T]> {
    return this.#entries.entries();
  }

  #evictBut(newest: number): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= this.#entriesMax) return;
      if (entry.isInUse || id === newest) continue;
      this.#entries.delete(id);
      entry.close();
    }
  }
}
