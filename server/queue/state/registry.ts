interface Entry {
  /** True while the registry must not evict the entry. */
  readonly isInUse: boolean;
  /** The registry calls `close` after the entry's eviction. */
  close(): void;
}

/**
 * Creates entries by id on demand. Above `entriesMax` entries, the registry evicts the least
 * recently used entry that is not in use. Only entries in use can exceed `entriesMax`.
 */
export class Registry<T extends Entry> {
  readonly #entries = new Map<number, T>(); // the least recently used entry comes first
  readonly #create: (id: number) => T;
  readonly #entriesMax: number;
  #newestId: number | undefined;

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
    this.#newestId = id;
    this.#evictBut(id);
    return entry;
  }

  /** Returns an existing entry. Marks the entry as the most recently used. */
  find(id: number): T | undefined {
    const known = this.#entries.get(id);
    if (known === undefined || id === this.#newestId) return known;
    this.#newestId = id;
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
