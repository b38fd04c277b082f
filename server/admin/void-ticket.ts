import type { Db } from '../database/db.ts';
import { serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { lockBuyer } from '../seating/seating.ts';
import { markVoid } from '../ticket/ticket.ts';
import { recordAudit } from './audit-log.ts';

/**
 * Voids a ticket without a refund: its code is no longer valid, and its seat stays sold. The same
 * transaction writes the audit entry. A repetition changes nothing. Refusal: NOT_FOUND.
 */
export function voidTicket(
  db: Db,
  actorId: string,
  { ticketId, reason }: { ticketId: number; reason: string },
): Promise<Record<string, never>> {
  return serializable(db, async (tx) => {
    const ticket = await tx.ticket.findUnique({
      where: { id: ticketId },
      select: {
        seatNumber: true,
        payment: { select: { concertId: true, reservation: { select: { userId: true } } } },
      },
    });
    const { seatNumber, payment } = ticket ?? refuse('NOT_FOUND');
    const { concertId, reservation } = payment;
    await lockBuyer(tx, reservation.userId, concertId);
    if (!(await markVoid(tx, ticketId, reason))) return {};
    await recordAudit(tx, {
      actorId,
      action: 'ticket.void',
      concertId,
      userId: reservation.userId,
      reason,
      before: { voided: false },
      after: { voided: true, ticketId, seat: seatNumber },
    });
    return {};
  });
}
