import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';

const seatsLeftSql = loadSql(import.meta.url, './sql/seats-left.sql');

export interface SeatsLeft {
  /** How many seats can be held. */
  free: number;
  /** In won; null without seats. */
  priceMin: number | null;
  priceMax: number | null;
}

interface SeatsLeftRow {
  performanceId: number;
  free: number;
  priceMin: bigint | null;
  priceMax: bigint | null;
}

// Counting 50 seats a show for everyone who looks at the list would cost more than all the rest of it. The contract allows an age of
// five seconds; this leaves some for the query and the way.
const ageMsMax = 2_000;
const performancesMax = 10_000;

/** Asks for the seats of several shows at once, each at most once in `ageMsMax`, however many calls come meanwhile. */
class SeatsLeftCache {
  // An answer is as old as its question: the time is counted from when it was asked.
  readonly #asked = new LRUCache<number, Promise<SeatsLeft>>({
    max: performancesMax,
    ttl: ageMsMax,
  });
  readonly #loader: DataLoader<number, SeatsLeft>;

  constructor(db: Db) {
    this.#loader = new DataLoader((ids) => load(db, ids), { cache: false });
  }

  get(performanceId: number): Promise<SeatsLeft> {
    const known = this.#asked.get(performanceId);
    if (known !== undefined) return known;
    const asked = this.#loader.load(performanceId);
    this.#asked.set(performanceId, asked);
    asked.catch(() => this.#asked.delete(performanceId));
    return asked;
  }
}

const wonOf = (price: bigint | null) => (price === null ? null : Number(price));

async function load(db: Db, performanceIds: readonly number[]): Promise<SeatsLeft[]> {
  const found = await rows<SeatsLeftRow>(db, seatsLeftSql, performanceIds);
  const byId = new Map(found.map((row) => [row.performanceId, row]));
  return performanceIds.map((id) => {
    const { free = 0, priceMin = null, priceMax = null } = byId.get(id) ?? {};
    return { free, priceMin: wonOf(priceMin), priceMax: wonOf(priceMax) };
  });
}

const caches = new WeakMap<Db, SeatsLeftCache>();

function cacheOf(db: Db): SeatsLeftCache {
  const known = caches.get(db);
  if (known !== undefined) return known;
  const made = new SeatsLeftCache(db);
  caches.set(db, made);
  return made;
}

/** What is left of these shows, in their order, as it was at most two seconds and a query ago. */
export function seatsLeft(db: Db, performanceIds: number[]): Promise<SeatsLeft[]> {
  const cache = cacheOf(db);
  return Promise.all(performanceIds.map((id) => cache.get(id)));
}
