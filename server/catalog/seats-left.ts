import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import type { SeatKind } from '../seating/seating.schema.ts';

const seatsLeftSql = loadSql(import.meta.url, './sql/seats-left.sql');

export interface SeatsLeft {
  /** Number of free seats. */
  free: number;
  /** Lowest and highest price in won; null if the performance has no seats. */
  priceMin: number | null;
  priceMax: number | null;
  /** Grades and prices in won, the most expensive grade first. */
  grades: GradePrice[];
  /** All seats, ordered by number. */
  plan: SeatOfPlan[];
}

export interface GradePrice {
  grade: string;
  price: number;
}

export interface SeatOfPlan {
  seat: number;
  grade: string;
  kind: SeatKind;
  /** Place on the plan of the hall; both are null if the place is unknown. */
  row: number | null;
  column: number | null;
}

interface SeatsLeftRow {
  performanceId: number;
  free: number;
  priceMin: bigint | null;
  priceMax: bigint | null;
  grades: GradePrice[];
  plan: SeatOfPlan[];
}

// Caches the counts, because counting 50 seats per performance costs more than the rest of a
// request for the concert list. The interface permits an age of 5 s, which leaves 3 s for the query
// and the network.
const ageMsMax = 2_000;
const performancesMax = 10_000;

/**
 * Batches the counts of several performances. Counts each performance at most once per `ageMsMax`,
 * under any load.
 */
class SeatsLeftCache {
  // The age of an answer counts from the start of the query.
  readonly #answers = new LRUCache<number, Promise<SeatsLeft>>({
    max: performancesMax,
    ttl: ageMsMax,
  });
  readonly #loader: DataLoader<number, SeatsLeft>;

  constructor(db: Db) {
    this.#loader = new DataLoader((ids) => load(db, ids), { cache: false });
  }

  get(performanceId: number): Promise<SeatsLeft> {
    const known = this.#answers.get(performanceId);
    if (known !== undefined) return known;
    const answer = this.#loader.load(performanceId);
    this.#answers.set(performanceId, answer);
    answer.catch(() => this.#answers.delete(performanceId));
    return answer;
  }
}

const wonOf = (price: bigint | null) => (price === null ? null : Number(price));

async function load(db: Db, performanceIds: readonly number[]): Promise<SeatsLeft[]> {
  const found = await rows<SeatsLeftRow>(db, seatsLeftSql, performanceIds);
  const byId = new Map(found.map((row) => [row.performanceId, row]));
  return performanceIds.map((id) => {
    const row = byId.get(id);
    if (row === undefined) return { free: 0, priceMin: null, priceMax: null, grades: [], plan: [] };
    const { free, priceMin, priceMax, grades, plan } = row;
    return { free, priceMin: wonOf(priceMin), priceMax: wonOf(priceMax), grades, plan };
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

/**
 * Returns the number of free seats per performance, in the order of `performanceIds`. The age of an
 * answer is at most 2 s plus the duration of a query.
 */
export function seatsLeft(db: Db, performanceIds: number[]): Promise<SeatsLeft[]> {
  const cache = cacheOf(db);
  return Promise.all(performanceIds.map((id) => cache.get(id)));
}
