import { type Mutant } from './mutant.ts';

export const refundMutants: Mutant[] = [
  {
    of: 'refund',
    bug: 'refunded seats stay sold',
    mutation: { sql: [['AND held_until IS NULL )', 'AND FALSE )']] },
    killedBy:
      'a cancellation frees the seats and voids the tickets, so that another user can buy them',
    seenAs: 'SEAT_TAKEN',
  },
  {
    of: 'refund',
    bug: 'the tickets of a cancelled reservation stay valid',
    mutation: { skipped: { 'ticket.updateMany': { count: 1 } } },
    killedBy:
      'a cancellation frees the seats and voids the tickets, so that another user can buy them',
    seenAs: 'tickets_one_valid_per_seat',
  },
  {
    of: 'refund',
    bug: 'refunded seats count towards the limit',
    mutation: {
      sql: [
        ['seats_paid = seats_paid - $1::smallint', 'seats_paid = seats_paid + 0 * $1::smallint'],
      ],
    },
    killedBy: 'paid seats count towards the limit of four, refunded seats do not',
    seenAs: "expected 'SEAT_LIMIT' to be 'done'",
  },
  {
    of: 'refund',
    bug: 'a refund does not check whether the payment is already refunded: only constraints notice',
    mutation: {
      sql: [
        ["'isRefunded', t.refund_id IS NOT NULL", "'isRefunded', FALSE"],
        ["WHERE id = $1 AND status = 'PAID'", 'WHERE id = $1'],
      ],
    },
    killedBy: 'a concurrent cancellation and refund return the money once',
    seenAs: 'buyers_seat_limit',
  },
  {
    of: 'refund',
    bug: 'a refund by an administrator is not recorded in the audit log',
    mutation: { skipped: { 'auditEntry.create': {} } },
    killedBy: 'a refund by an administrator is recorded in the audit log',
    seenAs: 'expected +0 to be 1',
  },
];
