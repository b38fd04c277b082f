import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { RedisClient } from '#server/redis/redis.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { timed } from '../load.ts';
import { seededRandom } from '../seats/sale.ts';
import { workerCount } from '../seats/sizes.ts';
import { type Candidate, Changed, redisLockMs } from './candidates.ts';

export interface Stores {
  pool: pg.Pool;
  redis: RedisClient;
}

export interface Rush {
  seatCount: number;
  people: number;
  /**
   * True if one attempt in twenty pauses past the expiry of the Redis lock, as on a stalled
   * machine.
   */
  stalls: boolean;
}

export interface Measured {
  answersPerSecond: number;
  p99Ms: number;
  /** Number of transactions that the benchmark repeated after a conflict. */
  retries: number;
  /** Number of seats that the candidate sold to more than one user. */
  soldTwice: number;
}

const stallMs = redisLockMs * 2;
const stallOneIn = 20;
const sold = { name: 'sold', text: 'INSERT INTO rush_sales (seat, person) VALUES ($1, $2)' };

/** Prepares both tables with `seatCount` free seats and no sales. */
async function begin({ pool }: Stores, seatCount: number): Promise<void> {
  await pool.query(
    'CREATE TABLE IF NOT EXISTS rush_seats (id int PRIMARY KEY, owner int, version int NOT NULL DEFAULT 0)',
  );
  await pool.query(
    'CREATE TABLE IF NOT EXISTS rush_sales (seat int NOT NULL, person int NOT NULL)',
  );
  await pool.query('TRUNCATE rush_seats, rush_sales');
  await pool.query('INSERT INTO rush_seats (id) SELECT generate_series(1, $1::int)', [seatCount]);
  await pool.query('ANALYZE rush_seats');
}

const isUndone = (error: unknown): boolean =>
  error instanceof Changed || ['40001', '40P01'].includes((error as pg.DatabaseError).code ?? '');

/**
 * Sends `people` requests for one seat each, every request from a different user. Fixed random
 * seeds give every candidate the same requests.
 */
export async function rush(
  stores: Stores,
  candidate: Candidate,
  { seatCount, people, stalls }: Rush,
): Promise<Measured> {
  await begin(stores, seatCount);
  const [wanted, random] = [seededRandom(seatCount), seededRandom(people)];
  const requests = Array.from({ length: people }, (_, at) => ({
    person: at + 1,
    seat: wanted(seatCount) + 1,
  }));
  const stall = async (): Promise<void> => {
    if (stalls && random(stallOneIn) === 0) await pause(stallMs);
  };
  let retries = 0;
  const since = performance.now();
  const times = await timed(
    requests,
    { atOnce: workerCount, seconds: 600 },
    async ({ person, seat }) => {
      while (!(await ask(stores, candidate, { person, seat, stall }))) retries++;
    },
  );
  const seconds = (performance.now() - since) / 1_000;
  const { rows } = await stores.pool.query<{ twice: number }>(
    'SELECT count(*)::int AS twice FROM (SELECT FROM rush_sales GROUP BY seat HAVING count(*) > 1) seats',
  );
  return {
    answersPerSecond: people / seconds,
    p99Ms: quantile(times, 0.99),
    retries,
    soldTwice: rows[0]?.twice ?? Number.NaN,
  };
}

/**
 * Asks for the seat in one transaction. Returns false after a rollback by a conflict, so that the
 * caller retries.
 */
async function ask(
  { pool, redis }: Stores,
  { isolation, take, locked = (_, work) => work() }: Candidate,
  asked: { person: number; seat: number; stall: () => Promise<void> },
): Promise<boolean> {
  const client = await pool.connect();
  const attempt = { client, redis, ...asked };
  try {
    await locked(attempt, async () => {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
      const isTaken = await take(attempt);
      if (isTaken) await client.query({ ...sold, values: [asked.seat, asked.person] });
      await client.query(isTaken ? 'COMMIT' : 'ROLLBACK');
      return isTaken;
    });
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    if (!isUndone(error)) throw error;
    return false;
  } finally {
    client.release();
  }
}
