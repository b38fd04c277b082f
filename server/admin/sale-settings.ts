import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { serializable } from '../database/transaction.ts';
import type { SaleInput } from './admin.schema.ts';

export interface SaleSettings {
  /** Maximum number of seats per user, held and paid together. */
  maxSeats: number;
  orphanRule: boolean;
  /** Fee schedule in force: the concert's own, or the default. */
  cancellationFees: FeeSchedule;
}

/**
 * Changes a concert's sale settings and writes an audit entry in the same commit. The change
 * applies to later holds and payments only. A user keeps seats above a lowered limit, and a payment
 * keeps its fee schedule. Refusal: NOT_FOUND.
 */
export function setSale(
  db: Db,
  actorId: string,
  { concertId, reason, cancellationFees, ...changes }: SaleInput,
): Promise<SaleSettings> {
  const details = { ...changes, ...(cancellationFees !== undefined && { cancellationFees }) };
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
      data: { actorId, action: 'concert.set', concertId, reason, details },
      select: { id: true },
    });
    return { ...policy, cancellationFees: feeScheduleOf(stored) };
  });
}
