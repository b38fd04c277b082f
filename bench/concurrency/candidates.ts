// Ways to give a seat to one person only, each as small as it gets. A seat is a row with an owner; whoever has been told that a seat is
// theirs is written down in a list that forbids nothing, so that two who were told the same are seen.
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { RedisClient } from '#server/redis/redis.ts';
import { runScript, scriptOf } from '#server/redis/script.ts';

export interface Attempt {
  client: pg.ClientBase;
  redis: RedisClient;
  seat: number;
  person: number;
  /** Called where a process could be held up between what it has read and what it writes. */
  stall: () => Promise<void>;
}

export interface Candidate {
  name: string;
  isolation: 'READ COMMITTED' | 'SERIALIZABLE';
  /** In a transaction: whether the seat is theirs. */
  take: (attempt: Attempt) => Promise<boolean>;
  /** Around the transaction. */
  locked?: (attempt: Attempt, work: () => Promise<boolean>) => Promise<boolean>;
}

/** The seat has changed since it was read: the transaction is undone, and run again. */
export class Changed extends Error {}

export const redisLockMs = 20;

interface SeatRow {
  owner: number | null;
  version: number;
}

async function look({ client, seat }: Attempt, suffix = ''): Promise<SeatRow> {
  const text = `SELECT owner, version FROM rush_seats WHERE id = $1 ${suffix}`;
  const { rows } = await client.query<SeatRow>({ name: `look ${suffix}`, text, values: [seat] });
  return rows[0] ?? { owner: 0, version: 0 };
}

/** Whether the seat was written under this condition. */
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

/** Looks, and writes if the seat was free then: as safe as whatever is around it. */
async function lookThenWrite(attempt: Attempt, suffix?: string): Promise<boolean> {
  const { owner } = await look(attempt, suffix);
  await attempt.stall();
  return owner === null && (await write(attempt, 'write'));
}

async function versioned(attempt: Attempt): Promise<boolean> {
  const { owner, version } = await look(attempt);
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
  return lookThenWrite(attempt);
}

/** One statement that is the check: there is nothing between the two. */
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
  // Whoever finds it locked is told that the seat is taken; a client that waited instead would ask again.
  if ((await redis.set(key, token, 'PX', redisLockMs, 'NX')) === null) return false;
  return work().finally(() => runScript(redis, unlock, [key], [token]));
}

export const candidates: readonly Candidate[] = [
  {
    name: 'check, then write',
    isolation: 'READ COMMITTED',
    take: (attempt) => lookThenWrite(attempt),
  },
  { name: 'optimistic version', isolation: 'READ COMMITTED', take: versioned },
  {
    name: 'SELECT FOR UPDATE',
    isolation: 'READ COMMITTED',
    take: (attempt) => lookThenWrite(attempt, 'FOR UPDATE'),
  },
  { name: 'advisory lock', isolation: 'READ COMMITTED', take: advisory },
  {
    name: 'Redis lock',
    isolation: 'READ COMMITTED',
    take: (attempt) => lookThenWrite(attempt),
    locked: withRedisLock,
  },
  {
    name: 'check, then write: SERIALIZABLE',
    isolation: 'SERIALIZABLE',
    take: (attempt) => lookThenWrite(attempt),
  },
  { name: 'guarded update', isolation: 'READ COMMITTED', take: guarded },
  { name: 'guarded update: SERIALIZABLE (ours)', isolation: 'SERIALIZABLE', take: guarded },
];
