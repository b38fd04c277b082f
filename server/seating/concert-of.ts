import { LRUCache } from 'lru-cache';
import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';

const concertOfSql = loadSql(import.meta.url, './sql/concert-of.sql');

interface Owned {
  userId: string;
  concertId: number;
}

// Keeps the users and concerts of recent reservations, because both never change. A payment usually
// follows the hold on the same instance.
const known = new LRUCache<number, Owned>({ max: 10_000 });

/** Saves `concertOfReservation` a query. */
export function rememberReservation(reservationId: number, { userId, concertId }: Owned): void {
  known.set(reservationId, { userId, concertId });
}

/** Refusal: NOT_FOUND, even if the reservation belongs to another user. */
export async function concertOfReservation(
  db: Pick<Tx, '$queryRawUnsafe'>,
  reservationId: number,
  userId: string,
): Promise<number> {
  const owned = known.get(reservationId);
  if (owned?.userId === userId) return owned.concertId;
  const [row] = await rows<{ concertId: number }>(db, concertOfSql, reservationId, userId);
  const { concertId } = row ?? refuse('NOT_FOUND');
  rememberReservation(reservationId, { userId, concertId });
  return concertId;
}
