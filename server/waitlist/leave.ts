import type { Db } from '../database/db.ts';
import { serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { closeOffer } from '../seating/seating.ts';
import { endWish, lockWaitlist } from './wish.ts';

/**
 * Ends the user's wish. Declines its open offer. A repeated call changes nothing. Refusal: NOT_FOUND
 * (unknown, or another user's).
 */
export function leaveWaitlist(db: Db, userId: string, waitlistId: number): Promise<void> {
  return serializable(db, async (tx) => {
    const where = { id: waitlistId, userId };
    const mine = await tx.wish.findFirst({ where, select: { concertId: true } });
    const { concertId } = mine ?? refuse('NOT_FOUND');
    await lockWaitlist(tx, concertId);
    const wish = await tx.wish.findFirst({ where, select: { status: true, reservationId: true } });
    if (wish?.status === 'WAITING') await endWish(tx, waitlistId, null);
    if (wish?.status === 'OFFERED') await closeOffer(tx, userId, concertId);
  });
}

/** Ends all waiting wishes of a user. An open offer ends with the user's hold. */
export async function leaveAllWaitlists(tx: Tx, userId: string): Promise<void> {
  const where = { userId, status: 'WAITING' } as const;
  const wishes = await tx.wish.findMany({ where, orderBy: { concertId: 'asc' } });
  for (const { concertId } of wishes) await lockWaitlist(tx, concertId);
  for (const { id } of await tx.wish.findMany({ where, select: { id: true } }))
    await endWish(tx, id, null);
}
