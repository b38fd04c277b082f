import { refuse } from '../errors/refusal.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { closeHold, heldReservation, lockBuyer } from './buyer.ts';

const buyersSql = loadSql(import.meta.url, './sql/buyers-with-holds.sql');
const useSql = loadSql(import.meta.url, './sql/use-of-performance.sql');

/** Seats in use, and tickets ever printed for a performance. */
interface Use {
  held: number;
  sold: number;
  tickets: number;
}

/**
 * Deletes all seats of a performance and its ended unpaid reservations. Reads the whole table of
 * reservations, which staff do rarely. Refusal: IN_USE with the numbers of held and sold seats. A
 * performance whose tickets are all refunded counts these tickets as sold, because their payments
 * must stay.
 */
export async function clearPerformance(tx: Tx, performanceId: number): Promise<void> {
  await closeLapsedHolds(tx, performanceId);
  const [use] = await rows<Use>(tx, useSql, performanceId);
  const { held, sold, tickets } = use ?? refuse('NOT_FOUND');
  if (held + sold + tickets > 0)
    refuse('IN_USE', { held, sold: held + sold === 0 ? tickets : sold });
  await tx.reservation.deleteMany({
    where: { performanceId, status: { in: ['EXPIRED', 'RELEASED'] } },
  });
  await tx.seat.deleteMany({ where: { performanceId } });
}

/** Locks buyers before seats, as every transaction on a user's seats does. */
async function closeLapsedHolds(tx: Tx, performanceId: number): Promise<void> {
  const buyers = await rows<{ userId: string; concertId: number }>(tx, buyersSql, performanceId);
  for (const { userId, concertId } of buyers) {
    const held = await heldReservation(tx, await lockBuyer(tx, userId, concertId));
    if (held?.status === 'EXPIRED' && held.performanceId === performanceId)
      await closeHold(tx, held);
  }
}
