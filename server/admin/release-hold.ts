import type { Db } from '../database/db.ts';
import { serializable } from '../database/transaction.ts';
import { recordNotice } from '../notice/notice.ts';
import { forceRelease, type Reservation } from '../seating/seating.ts';
import { recordAudit } from './audit-log.ts';

/**
 * Ends a user's live hold and writes the audit entry and a notice in the same transaction.
 * Refusals: those of forceRelease.
 */
export function releaseHold(
  db: Db,
  actorId: string,
  { reservationId, reason }: { reservationId: number; reason: string },
): Promise<Reservation> {
  return serializable(db, async (tx) => {
    const { userId, reservation } = await forceRelease(tx, reservationId, reason);
    const { concertId, performanceId, seats } = reservation;
    await recordAudit(tx, {
      actorId,
      action: 'hold.release',
      concertId,
      userId,
      reason,
      before: { status: 'HELD', seats },
      after: { status: 'RELEASED', reservationId },
    });
    await recordNotice(tx, {
      userId,
      kind: 'HOLD_RELEASED',
      change: String(reservationId),
      concertId,
      performanceId,
      reservationId,
      data: { reason, seats },
    });
    return reservation;
  });
}
