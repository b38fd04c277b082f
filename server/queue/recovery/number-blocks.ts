import type { Db } from '../../database/db.ts';
import { sqlStateOf } from '../../errors/driver-errors.ts';
import type { Tx } from '../../database/transaction.ts';

/** At least so many numbers are reserved at once; as many as the epoch has had already, if that is more. */
const reservedMin = 4_096;

/** What PostgreSQL knows of the numbers of a line's latest epoch. */
export interface NumberBlock {
  epoch: number;
  base: number;
  reserved: number;
  idle: number;
}

/** The latest epoch's numbers, locked until the transaction ends: none is reserved meanwhile. Null for a line that never began. */
export async function latestBlock(tx: Tx, concertId: number): Promise<NumberBlock | null> {
  const [latest] = await tx.$queryRaw<NumberBlock[]>`
    SELECT epoch, base, reserved, idle FROM queue_epochs WHERE concert_id = ${concertId}
    ORDER BY epoch DESC LIMIT 1 FOR UPDATE`;
  return latest ?? null;
}

/** What an update of an epoch's numbers returns; null when the epoch is not the latest any more. */
async function unlessSuperseded<T>(update: Promise<T[]>): Promise<T | null> {
  try {
    const [row] = await update;
    return row ?? null;
  } catch (error) {
    if (sqlStateOf(error) === '23514') return null; // keep_numbers_apart: a later epoch has begun
    throw error;
  }
}

/** Up to which number numbers may be given, and by which reservation of the epoch. */
export interface Reserved {
  reserved: number;
  reservations: number;
}

/**
 * Reserves further numbers after reservation `seen`, once however many instances ask: the others are told what has been reserved
 * since. Null when the epoch is not the latest any more.
 */
export async function reserveNumbers(
  db: Db,
  concertId: number,
  epoch: number,
  seen: number,
): Promise<Reserved | null> {
  const further = await unlessSuperseded(db.$queryRaw<Reserved[]>`
    UPDATE queue_epochs SET reserved = reserved + greatest(${reservedMin}, reserved - base), reservations = reservations + 1
    WHERE concert_id = ${concertId} AND epoch = ${epoch} AND reservations = ${seen} RETURNING reserved, reservations`);
  if (further !== null) return further;
  const [latest] = await db.$queryRaw<(Reserved & { epoch: number })[]>`
    SELECT epoch, reserved, reservations FROM queue_epochs WHERE concert_id = ${concertId} ORDER BY epoch DESC LIMIT 1`;
  return latest?.epoch === epoch
    ? { reserved: latest.reserved, reservations: latest.reservations }
    : null;
}

/**
 * People come back to numbers from `lowest` on: those are not idle any more, whether an instance has given them back before or is
 * about to. Returns which reservation it is; null when the epoch is not the latest any more.
 */
export async function reopenNumbers(
  db: Db,
  concertId: number,
  epoch: number,
  lowest: number,
): Promise<number | null> {
  const row = await unlessSuperseded(db.$queryRaw<{ reservations: number }[]>`
    UPDATE queue_epochs SET idle = least(idle, ${lowest}::int - 1), reservations = reservations + 1
    WHERE concert_id = ${concertId} AND epoch = ${epoch} RETURNING reservations`);
  return row?.reservations ?? null;
}

/** Nobody waits, and no number above `last` can be given without a new reservation: gives back the others, unless there is one. */
export async function releaseUnusedNumbers(
  db: Db,
  concertId: number,
  epoch: number,
  last: number,
  reservations: number,
): Promise<void> {
  await db.$executeRaw`
    UPDATE queue_epochs SET reserved = ${last}, idle = ${last}
    WHERE concert_id = ${concertId} AND epoch = ${epoch} AND reservations = ${reservations} AND reserved >= ${last}`;
}
