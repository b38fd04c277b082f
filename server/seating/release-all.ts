import type { Tx } from '../database/transaction.ts';
import { closeHold, heldReservation, lockBuyer } from './buyer.ts';

/** Ends all holds of a user, in ascending order of concerts. The time of lapsed holds counts too. */
export async function releaseAll(tx: Tx, userId: string): Promise<void> {
  const buyers = await tx.buyer.findMany({
    where: { userId, heldReservationId: { not: null } },
    orderBy: { concertId: 'asc' },
    select: { concertId: true },
  });
  for (const { concertId } of buyers) {
    const held = await heldReservation(tx, await lockBuyer(tx, userId, concertId));
    if (held !== null) await closeHold(tx, held);
  }
}
