// Each candidate is a minimal method of selling a seat only once. A seat is a row with the owner in
// a column. The benchmark also appends each sale to a table without constraints, to reveal double
// sales.
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { RedisClient } from '#server/redis/redis.ts';
import { runScript, scriptOf } from '#server/redis/script.ts';

export interface Attempt {
  client: pg.ClientBase;
  redis: RedisClient;
  seat: number;
  person: number;
  /** Pauses some attempts between read and write, like a stalled process. */
  stall: () => Promise<void>;
}

export interface Candidate {
  name: string;
  isolation: 'READ COMMITTED' | 'SERIALIZABLE';
  /** The caller runs `take` in a transaction. Returns true if the user got the seat. */
  take: (attempt: Attempt) => Promise<boolean>;
  /** Runs the transaction `work` under a lock outside PostgreSQL. */
  locked?: (attempt: Attempt, work: () => Promise<boolean>) => Promise<boolean>;
}

/** Signals that the seat changed after the read, so that the caller rolls back and retries. */
export class Changed extends Error {}

export const redisLockMs = 20;

interface SeatRow {
  owner: number | null;
  version: number;
}

async function readSeat({ client, seat }: Attempt, suffix = ''): Promise<SeatRow> {
  const text = `SELECT owner, version FROM rush_seats WHERE id = $1 ${suffix}`;
  const { rows } = await client.query<SeatRow>({ name: `read ${suffix}`, text, values: [seat] });
  return rows[0] ?? { owner: 0, version: 0 };
}

/**
 * Makes the user the owner of the seat if the SQL text `condition` holds. Returns true if the
 * UPDATE wrote the row.
 */
async function write(
  { client, seat, person }: Attempt,
  name: string,
  condition = '',
  ...more: unknown[]
): Promise<boolean> {
  const text = `UPDATE rush_seats SET owner = $2, version = version + 1 WHERE id = $1 ${condition}`;
  const { rowCount } = await client.query({ name, text, values: [seat, person, ...more] });
  return rowCount === 1;
}

/**
 * Reads the seat, then writes the owner if the seat is free. The gap between read and write is safe
 * only under a lock or SERIALIZABLE.
 */
async function readThenWrite(attempt: Attempt, suffix?: string): Promise<boolean> {
  const { owner } = await readSeat(attempt, suffix);
  await attempt.stall();
  return owner === null && (await write(attempt, 'write'));
}

async function versioned(attempt: Attempt): Promise<boolean> {
  const { owner, version } = await readSeat(attempt);
  await attempt.stall();
  if (owner !== null) return false;
  if (await write(attempt, 'write a version', 'AND version = $3', version)) return true;
  throw new Changed();
}

async function advisory(attempt: Attempt): Promise<boolean> {
  await attempt.client.query({
    name: 'lock',
    text: 'SELECT pg_advisory_xact_lock(1, $1)',
    values: [attempt.seat],
  });
  return readThenWrite(attempt);
}

/** Checks and writes in one statement, so that no other write can intervene. */
async function guarded(attempt: Attempt): Promise<boolean> {
  await attempt.stall();
  return write(attempt, 'guarded write', 'AND owner IS NULL');
}

const unlock = scriptOf(
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
);

async function withRedisLock(
  { redis, seat }: Attempt,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const [key, token] = [`jari:{rush}:${String(seat)}`, randomUUID()];
  // Refuse at once if another client has the lock; the refused client may send another request.
  if ((await redis.set(key, token, 'PX', redisLockMs, 'NX')) === null) return false;
  return work().finally(() => runScript(redis, unlock, [key], [token]));
}

export const candidates: readonly Candidate[] = [
  {
    name: 'check, then write',
    isolation: 'READ COMMITTED',
    take: (attempt) => readThenWrite(attempt),
  },
  { name: 'optimistic version', isolation: 'READ COMMITTED', take: versioned },
  {
    name: 'SELECT FOR UPDATE',
    isolation: 'READ COMMITTED',
    take: (attempt) => readThenWrite(attempt, 'FOR UPDATE'),
  },
  { name: 'advisory lock', isolation: 'READ COMMITTED', take: advisory },
  {
    name: 'Redis lock',
    isolation: 'READ COMMITTED',
    take: (attempt) => readThenWrite(attempt),
    locked: withRedisLock,
  },
  {
    name: 'check, then write: SERIALIZABLE',
    isolation: 'SERIALIZABLE',
    take: (attempt) => readThenWrite(attempt),
  },
  { name: 'guarded update', isolation: 'READ COMMITTED', take: guarded },
  { name: 'guarded update: SERIALIZABLE (ours)', isolation: 'SERIALIZABLE', take: guarded },
];
