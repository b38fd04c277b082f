import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { serializable } from '../database/transaction.ts';
import type { SaleInput } from './admin.schema.ts';

/** How a concert is sold. */
export interface SalePolicy {
  /** Seats per person, held and paid together. */
  maxSeats: number;
  orphanRule: boolean;
  /** Its own, or those of all concerts. */
  cancellationFees: FeeSchedule;
}

/**
 * Changes how a concert is sold, with an audit entry in the same commit. It holds for what is held and paid from then on: whoever has
 * more seats keeps them, and a payment keeps the fees under which it was made. Refusal: NOT_FOUND.
 */
export function setSale(
  db: Db,
  actorId: string,
  { concertId, reason, cancellationFees, ...changes }: SaleInput,
): Promise<SalePolicy> {
  const asked = { ...changes, ...(cancellationFees !== undefined && { cancellationFees }) };
  return serializable(db, async (tx) => {
    const found = await tx.concert.findUnique({ where: { id: concertId }, select: { id: true } });
    const { cancellationFees: stored, ...policy } = await tx.concert.update({
      where: { id: (found ?? refuse('NOT_FOUND')).id },
      data: {
        ...changes,
        ...(cancellationFees !== undefined && {
          cancellationFees: cancellationFees ?? Prisma.DbNull,
        }),
      },
      select: { maxSeats: true, orphanRule: true, cancellationFees: true },
    });
    await tx.auditEntry.create({
      data: { actorId, action: 'concert.set', concertId, reason, details: asked },
      select: { id: true },
    });
    return { ...policy, cancellationFees: feeScheduleOf(stored) };
  });
}
