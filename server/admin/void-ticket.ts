import type { Db } from '../database/db.ts';
import { serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { recordNotice } from '../notice/notice.ts';
import { lockBuyer } from '../seating/seating.ts';
import { markVoid } from '../ticket/ticket.ts';
import { recordAudit } from './audit-log.ts';

/**
 * Voids a ticket without a refund: its code is no longer valid, and its seat stays sold. The same
 * transaction writes the audit entry and a notice. A repetition changes nothing. Refusals:
 * NOT_FOUND, OFFERED while the waitlist offers the seat.
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
        performanceId: true,
        resales: { where: { state: 'OFFERED' }, select: { id: true } },
        holder: { select: { id: true, userId: true } },
        payment: {
          select: { concertId: true, reservation: { select: { id: true, userId: true } } },
        },
      },
    });
    const { seatNumber, performanceId, holder, payment, resales } = ticket ?? refuse('NOT_FOUND');
    const { concertId } = payment;
    const { id: reservationId, userId } = holder ?? payment.reservation;
    await lockBuyer(tx, userId, concertId);
    // The end of the offer would make the ticket valid again.
    if (resales.length > 0) refuse('OFFERED');
    if (!(await markVoid(tx, ticketId, reason))) return {};
    await recordAudit(tx, {
      actorId,
      action: 'ticket.void',
      concertId,
      userId,
      reason,
      before: { voided: false },
      after: { voided: true, ticketId, seat: seatNumber },
    });
    await recordNotice(tx, {
      userId,
      kind: 'TICKET_VOIDED',
      change: String(ticketId),
      concertId,
      performanceId,
      reservationId,
      data: { reason, ticketId, seat: seatNumber },
    });
    return {};
  });
}
