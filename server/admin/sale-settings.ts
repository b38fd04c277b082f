import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { serializable } from '../database/transaction.ts';
import type { SaleInput } from './admin.schema.ts';

export interface SaleSettings {
  /** Maximum number of held and paid seats per user. */
  maxSeats: number;
  orphanRule: boolean;
  /** The concert's own fee schedule, or the default schedule. */
  cancellationFees: FeeSchedule;
}

/**
 * Changes a concert's sale settings. The same transaction writes the audit entry. The change
 * affects only later holds and payments. Users keep seats above a lowered limit. Payments keep
 * their fee schedules. Refusal: NOT_FOUND.
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
