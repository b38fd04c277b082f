import { concertOfAnyPerformance } from '../../../catalog/catalog.ts';
import type { Db } from '../../../database/db.ts';
import { refuse } from '../../../errors/refusal.ts';
import { concertOfPayment } from '../../../payment/payment.ts';
import { type Grant, scopeOf } from '../../../staff/staff.ts';

/** Every role but DOOR, which the contract calls "any". */
export const anyRole = ['SUPPORT', 'AUDITOR'] as const;
export const everyRole = [...anyRole, 'DOOR'] as const;

/** Refuses a manager of named concerts, who could not see a new concert. Refusal: ADMIN_ONLY. */
export function forAllConcerts(grants: readonly Grant[]): void {
  if (scopeOf(grants, ['MANAGER']) !== 'all') refuse('ADMIN_ONLY', { needs: 'MANAGER' });
}

// Find the concert to which a call of a staff member belongs. Refusal: NOT_FOUND.

export const byConcert = (_: Db, { concertId }: { concertId: number }) => concertId;
export const byPerformance = (db: Db, { performanceId }: { performanceId: number }) =>
  concertOfAnyPerformance(db, performanceId);
export const byPayment = (db: Db, { paymentId }: { paymentId: number }) =>
  concertOfPayment(db, paymentId);

export async function byReservation(db: Db, { reservationId }: { reservationId: number }) {
  const found = await db.reservation.findUnique({
    where: { id: reservationId },
    select: { concertId: true },
  });
  return (found ?? refuse('NOT_FOUND')).concertId;
}

export async function byTicket(db: Db, { ticketId }: { ticketId: number }) {
  const found = await db.ticket.findUnique({
    where: { id: ticketId },
    select: { payment: { select: { concertId: true } } },
  });
  return (found ?? refuse('NOT_FOUND')).payment.concertId;
}
