import type { ExportKind } from './export.schema.ts';

const concert = ['concertId', 'title'];
const performance = ['performanceId', 'startsAt'];
const person = ['userId', 'name', 'email'];

/**
 * Columns of each export, in the order of sql/<kind>.sql. Amounts are in won, instants are in UTC, and
 * titles are in Korean.
 */
export const columnsOf: Record<ExportKind, readonly string[]> = {
  sales: [
    'ticketId',
    ...concert,
    ...performance,
    'seat',
    'grade',
    'price',
    'paymentId',
    'reservationId',
    'paidAt',
    'state',
    'refundedAt',
    ...person,
  ],
  payments: [
    'paymentId',
    ...concert,
    ...performance,
    'reservationId',
    'seats',
    'amount',
    'refunded',
    'fees',
    'net',
    'paidAt',
    'refundedAt',
    ...person,
  ],
  ledger: [
    'transactionId',
    'kind',
    'at',
    'concertId',
    'paymentId',
    'refundId',
    'account',
    'amount',
    'balanceAfter',
    ...person,
  ],
  audit: [
    'auditId',
    'at',
    'byUserId',
    'action',
    'concertId',
    'userId',
    'reason',
    'before',
    'after',
  ],
  seats: [
    ...concert,
    ...performance,
    'seat',
    'grade',
    'price',
    'kind',
    'row',
    'column',
    'state',
    'blockedReason',
    'heldUntil',
    'reservationId',
    'paymentId',
    ...person,
  ],
  people: [
    ...person,
    ...concert,
    'reservations',
    'paid',
    'refunded',
    'firstReservedAt',
    'lastReservedAt',
  ],
};
