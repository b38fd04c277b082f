import { type Mutant } from './mutant.ts';

export const refundMutants: Mutant[] = [
  {
    of: 'refund',
    bug: 'seats that were given back stay sold',
    mutation: { sql: [['AND held_until IS NULL )', 'AND FALSE )']] },
    killedBy: 'cancelling frees the seats and voids the tickets: somebody else buys them',
    seenAs: 'SEAT_TAKEN',
  },
  {
    of: 'refund',
    bug: 'the tickets of a cancelled reservation stay valid',
    mutation: { skipped: { 'ticket.updateMany': { count: 1 } } },
    killedBy: 'cancelling frees the seats and voids the tickets: somebody else buys them',
    seenAs: 'tickets_one_valid_per_seat',
  },
  {
    of: 'refund',
    bug: 'given back seats count towards the limit',
    mutation: {
      sql: [
        ['seats_paid = seats_paid - $1::smallint', 'seats_paid = seats_paid + 0 * $1::smallint'],
      ],
    },
    killedBy: 'what has been bought counts towards the four, and what was given back does not',
    seenAs: "expected 'SEAT_LIMIT' to be 'done'",
  },
  {
    of: 'refund',
    bug: 'nobody looks whether it has been given back: only constraints stand between',
    mutation: {
      sql: [
        ["WHERE p.reservation_id = $1 AND r.status = 'PAID'", 'WHERE p.reservation_id = $1'],
        ["WHERE id = $1 AND status = 'PAID'", 'WHERE id = $1'],
      ],
    },
    killedBy: 'cancelled and refunded at once, the money comes back once',
    seenAs: 'buyers_seat_limit',
  },
  {
    of: 'refund',
    bug: 'an administrator’s refund is written down nowhere',
    mutation: { skipped: { 'auditEntry.create': {} } },
    killedBy: 'an administrator’s refund stands in the audit log',
    seenAs: 'expected +0 to be 1',
  },
];
