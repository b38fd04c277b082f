import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { sqlStateOf } from '../../errors/driver-errors.ts';
import { rows, type Tx } from '../../database/transaction.ts';

const latestBlockSql = loadSql(import.meta.url, './sql/latest-block.sql');
const reserveSql = loadSql(import.meta.url, './sql/reserve-numbers.sql');
const latestReservationSql = loadSql(import.meta.url, './sql/latest-reservation.sql');
const reopenSql = loadSql(import.meta.url, './sql/reopen-numbers.sql');
const releaseSql = loadSql(import.meta.url, './sql/release-numbers.sql');

/**
 * Minimum size of a number block. Each block doubles the epoch's reserved numbers once they exceed
 * this minimum.
 */
const reservedMin = 4_096;

/**
 * Numbers that PostgreSQL reserved for the latest epoch of a queue: base < number ≤ reserved. No
 * user waits at a number up to `idle`.
 */
export interface NumberBlock {
  epoch: number;
  base: number;
  reserved: number;
  idle: number;
}

/**
 * Returns the number block of the latest epoch. Locks the block's row until the transaction ends.
 * Returns null for a queue without an epoch.
 */
export async function latestBlock(tx: Tx, concertId: number): Promise<NumberBlock | null> {
  const [latest] = await rows<NumberBlock>(tx, latestBlockSql, concertId);
  return latest ?? null;
}

/** Returns the updated row, or null if no row matches or a later epoch has begun. */
async function unlessSuperseded<T>(update: Promise<T[]>): Promise<T | null> {
  try {
    const [row] = await update;
    return row ?? null;
  } catch (error) {
    if (sqlStateOf(error) === '23514') return null; // a later epoch violates keep_numbers_apart
    throw error;
  }
}

/** Highest number that Redis may issue, and the ordinal of its reservation in the epoch. */
export interface Reserved {
  reserved: number;
  reservations: number;
}

/**
 * Reserves a number block, unless another reservation followed reservation `seen`. Concurrent
 * callers get the same block. Returns null if a later epoch has begun.
 */
export async function reserveNumbers(
  db: Db,
  concertId: number,
  epoch: number,
  seen: number,
): Promise<Reserved | null> {
  const further = await unlessSuperseded(
    rows<Reserved>(db, reserveSql, concertId, epoch, seen, reservedMin),
  );
  if (further !== null) return further;
  const [latest] = await rows<Reserved & { epoch: number }>(db, latestReservationSql, concertId);
  return latest?.epoch === epoch
    ? { reserved: latest.reserved, reservations: latest.reservations }
    : null;
}

/**
 * Marks all numbers from `lowest` as in use again, before users rejoin. The call counts as a
 * reservation, so that a concurrent release has no effect. Returns the ordinal of the reservation,
 * or null if a later epoch has begun.
 */
export async function reopenNumbers(
  db: Db,
  concertId: number,
  epoch: number,
  lowest: number,
): Promise<number | null> {
  const row = await unlessSuperseded(
    rows<{ reservations: number }>(db, reopenSql, concertId, epoch, lowest),
  );
  return row?.reservations ?? null;
}

/**
 * Releases the numbers above `last` of a queue without waiting users. Does nothing if a reservation
 * followed the reservation with the ordinal `reservations`.
 */
export async function releaseUnusedNumbers(
  db: Db,
  concertId: number,
  epoch: number,
  last: number,
  reservations: number,
): Promise<void> {
  await db.$executeRawUnsafe(releaseSql, concertId, epoch, last, reservations);
}
