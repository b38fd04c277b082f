import { concertOfPerformance } from '../../../catalog/catalog.ts';
import type { Db } from '../../../database/db.ts';
import { refuse } from '../../../errors/refusal.ts';
import { concertOfPayment } from '../../../payment/payment.ts';

/** Every role but DOOR, which the contract calls "any". */
export const anyRole = ['SUPPORT', 'AUDITOR'] as const;

// Find the concert to which a call of a staff member belongs. Refusal: NOT_FOUND.

export const byConcert = (_: Db, { concertId }: { concertId: number }) => concertId;
export const byPerformance = (db: Db, { performanceId }: { performanceId: number }) =>
  concertOfPerformance(db, performanceId);
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
