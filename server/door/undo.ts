import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { UndoInput } from './door.schema.ts';

const undoSql = loadSql(import.meta.url, './sql/undo.sql');

/**
 * Undoes the use of a ticket, so that its next scan is VALID again. The same transaction writes the
 * audit entry. A repetition changes nothing. Refusal: NOT_FOUND for a ticket of another performance.
 */
export function undoAdmission(
  db: Db,
  actorId: string,
  { performanceId, ticketId, reason }: UndoInput,
): Promise<Record<string, never>> {
  return serializable(db, async (tx) => {
    const ticket = await tx.ticket.findUnique({
      where: { id: ticketId, performanceId },
      select: {
        holder: { select: { userId: true } },
        payment: { select: { concertId: true, reservation: { select: { userId: true } } } },
      },
    });
    const { holder, payment } = ticket ?? refuse('NOT_FOUND');
    const { concertId } = payment;
    const { userId } = holder ?? payment.reservation;
    const [undone] = await rows<{ scanId: string; usedAt: Date }>(
      tx,
      undoSql,
      performanceId,
      ticketId,
      actorId,
      reason,
    );
    if (undone === undefined) return {};
    await recordAudit(tx, {
      actorId,
      action: 'door.undo',
      concertId,
      userId,
      reason,
      before: { ticketId, usedAt: undone.usedAt.toISOString() },
      after: { ticketId, usedAt: null },
    });
    return {};
  });
}
