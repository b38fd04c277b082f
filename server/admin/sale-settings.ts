import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { serializable } from '../database/transaction.ts';
import type { SaleInput } from './admin.schema.ts';
import { recordAudit, valuesOf } from './audit-log.ts';

export interface SaleSettings {
  /** Maximum number of held and paid seats per user. */
  maxSeats: number;
  orphanRule: boolean;
  /** The concert's own fee schedule, or the default schedule. */
  cancellationFees: FeeSchedule;
}

const select = {
  maxSeats: true,
  orphanRule: true,
  cancellationFees: true,
} satisfies Prisma.ConcertSelect;

/**
 * Changes a concert's sale settings. The same transaction writes the audit entry. The change
 * affects only later holds and payments. Users keep seats above a lowered limit. Payments keep
 * their fee schedules. Refusal: NOT_FOUND.
 */
export function setSale(
  db: Db,
  actorId: string,
  { concertId, reason, ...changes }: SaleInput,
): Promise<SaleSettings> {
  const { cancellationFees: fees, ...policy } = changes;
  return serializable(db, async (tx) => {
    const found = await tx.concert.findUnique({ where: { id: concertId }, select });
    const before = found ?? refuse('NOT_FOUND');
    const after = await tx.concert.update({
      where: { id: concertId },
      data: {
        ...policy,
        ...(fees !== undefined && { cancellationFees: fees ?? Prisma.DbNull }),
      },
      select,
    });
    await recordAudit(tx, {
      actorId,
      action: 'concert.set',
      concertId,
      reason,
      before: valuesOf(before, changes),
      after: valuesOf(after, changes),
    });
    return { ...after, cancellationFees: feeScheduleOf(after.cancellationFees) };
  });
}
