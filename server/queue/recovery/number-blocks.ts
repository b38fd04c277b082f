import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { sqlStateOf } from '../../errors/driver-errors.ts';
import { rows, type Tx } from '../../database/transaction.ts';

const latestBlockSql = loadSql(import.meta.url, './sql/latest-block.sql');
const reserveSql = loadSql(import.meta.url, './sql/reserve-numbers.sql');
const latestReservationSql = loadSql(import.meta.url, './sql/latest-reservation.sql');
const reopenSql = loadSql(import.meta.url, './sql/reopen-numbers.sql');
const releaseSql = loadSql(import.meta.url, './sql/release-numbers.sql');

/** Least size of a block. A block doubles the epoch's numbers if that is more. */
const reservedMin = 4_096;

/**
 * The numbers that PostgreSQL reserved for a queue's latest epoch: base < number ≤ reserved. Nobody
 * waits up to `idle`.
 */
export interface NumberBlock {
  epoch: number;
  base: number;
  reserved: number;
  idle: number;
}

/**
 * The latest epoch's numbers, locked until the transaction ends. Null for a queue without an epoch.
 */
export async function latestBlock(tx: Tx, concertId: number): Promise<NumberBlock | null> {
  const [latest] = await rows<NumberBlock>(tx, latestBlockSql, concertId);
  return latest ?? null;
}

/** The row of an update of an epoch's numbers; null if a later epoch has begun. */
async function unlessSuperseded<T>(update: Promise<T[]>): Promise<T | null> {
  try {
    const [row] = await update;
    return row ?? null;
  } catch (error) {
    if (sqlStateOf(error) === '23514') return null; // keep_numbers_apart: a later epoch has begun
    throw error;
  }
}

/** The highest number that may be issued, and which reservation of the epoch allowed it. */
export interface Reserved {
  reserved: number;
  reservations: number;
}

/**
 * Reserves a block after reservation `seen`. Of instances that ask at once, one reserves and all
 * get the result. Null if a later epoch has begun.
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
 * Marks the numbers from `lowest` on as in use again, before users rejoin at them. As a reservation
 * of its own it also voids a release that is under way. Returns that reservation; null if a later
 * epoch has begun.
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
 * Releases the numbers above `last` of a queue in which nobody waits, unless more have been
 * reserved since.
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
