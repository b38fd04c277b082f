import {
  atReadCommitted,
  isLiveAndPayers,
  ownLapses,
  type Mutant,
  payLockOff,
  replyNotStored,
} from './mutant.ts';

export const payMutants: Mutant[] = [
  {
    of: 'pay',
    bug: 'a payment does not read the state of the concert',
    mutation: {
      sql: [["(SELECT state FROM concerts c WHERE c.id = asked.concert_id) = 'CANCELLED' OR", '']],
    },
    killedBy: 'a hold of a cancelled concert cannot be paid',
    seenAs: "expected 'done' to be 'NOT_HELD'",
  },
  {
    of: 'pay',
    bug: 'a payment does not read the cancellation of its date',
    mutation: {
      sql: [
        [
          'OR (SELECT cancelled_at IS NOT NULL FROM performances p WHERE p.id = reservations.performance_id)',
          '',
        ],
      ],
    },
    killedBy: 'a hold of a cancelled date cannot be paid',
    seenAs: "expected 'done' to be 'NOT_HELD'",
  },
  {
    of: 'pay',
    bug: 'seats are sold although their hold has expired',
    mutation: {
      sql: [[isLiveAndPayers, 'WHERE reservation_id = id AND held_until IS NOT NULL']],
    },
    killedBy: 'a payment that reaches its seats after the hold has expired costs nothing',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'the expiry of a hold is checked before its seats are locked',
    mutation: {
      sql: [
        [
          isLiveAndPayers,
          "WHERE reservation_id = id AND n IN (SELECT n FROM held WHERE status = 'HELD')",
        ],
      ],
    },
    killedBy: 'a payment that reaches its seats after the hold has expired costs nothing',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'the expiry of a hold is compared with the start of the transaction',
    mutation: {
      sql: [
        [ownLapses, "WHEN status = 'HELD' AND held_until <= now() THEN 'EXPIRED'"],
        [isLiveAndPayers, 'WHERE reservation_id = id AND held_until > now()'],
      ],
    },
    killedBy: 'a payment that waited for the buyer lock is checked against the time after the wait',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'without the buyer lock, at READ COMMITTED, both payments find the reservation unpaid',
    mutation: { ...atReadCommitted, sql: payLockOff },
    killedBy:
      'two concurrent payments with different keys pay once, and the other is refused as already paid',
    seenAs: 'HOLD_EXPIRED: 1',
  },
  {
    of: 'pay',
    bug: 'a payment does not check whether its place has ended',
    mutation: { sql: [['WHERE is_payable AND NOT has_ended', 'WHERE is_payable']] },
    killedBy: 'a payment with an ended place is refused',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'pay',
    bug: 'a payment whose key is known sells seats again',
    mutation: {
      sql: [['FROM affordable JOIN kept USING', 'FROM affordable LEFT JOIN kept USING']],
    },
    killedBy: 'a key that paid for one reservation pays for no other',
    seenAs: 'expected 100000 to be 150000',
  },
  {
    of: 'pay',
    bug: 'the seats of a refused payment of a group are sold',
    mutation: {
      sql: [
        [
          'SET held_until = NULL FROM live JOIN sale USING (n) WHERE',
          'SET held_until = NULL FROM live WHERE',
        ],
      ],
    },
    killedBy: 'a refused payment of a group changes nothing',
    seenAs: "expected 'sold' to be 'mine'",
  },
  {
    of: 'pay',
    bug: 'a payment of a group gets the answer of another',
    mutation: {
      sql: [['JOIN sale USING (n) ORDER BY asked.n', 'JOIN sale USING (n) ORDER BY asked.n DESC']],
    },
    killedBy: 'each command of a group gets its own answer',
    seenAs: 'expected [ 50000, +0 ] to deeply equal',
  },
  {
    of: 'pay',
    bug: 'a debit does not check the balance',
    mutation: { sql: [['WHERE wallet.balance_krw >= amount', '']] },
    killedBy: 'a payment without enough money is refused and changes nothing',
    seenAs: 'ledger_entries_balance_not_negative',
  },
  {
    of: 'pay',
    bug: 'at READ COMMITTED, a debit reads the balance, then checks and writes the value it read',
    mutation: {
      ...atReadCommitted,
      sql: [
        [
          'FROM accounts a WHERE a.id = owner.id FOR UPDATE) locked',
          'FROM accounts a WHERE a.id = owner.id) locked',
        ],
      ],
    },
    killedBy: 'of two concurrent payments from a wallet with money for one, one succeeds',
    seenAs: '{ done: 2 }',
  },
  {
    of: 'pay',
    bug: 'a paid place is not revoked',
    mutation: {
      sql: [
        [
          'ended_epoch = CASE WHEN sale.offer THEN buyers.ended_epoch ELSE ends_epoch END, ended_number = CASE WHEN sale.offer THEN buyers.ended_number ELSE ends_number END',
          'ended_epoch = 0, ended_number = 0',
        ],
      ],
    },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'pay',
    bug: 'a paid reservation stays HELD',
    mutation: {
      sql: [
        [
          "UPDATE reservations SET status = 'PAID'",
          'UPDATE reservations SET status = reservations.status',
        ],
      ],
    },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
  {
    of: 'pay',
    bug: 'a payment issues no tickets',
    mutation: {
      sql: [['FROM ticket JOIN sale USING (n)', 'FROM ticket JOIN sale USING (n) WHERE FALSE']],
    },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: 'the audit reports tickets',
  },
  {
    of: 'pay',
    bug: 'the reply is not stored with its key',
    mutation: { sql: replyNotStored('PAY', 'affordable') },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: 'ALREADY_PAID',
  },
  {
    of: 'pay',
    bug: 'a payment writes no outbox message for the queue',
    mutation: {
      sql: [
        ["'number', number) FROM sale WHERE NOT offer", "'number', number) FROM sale WHERE FALSE"],
      ],
    },
    killedBy: 'a paid place leaves the queue',
    seenAs: "expected 'ACTIVE' to be 'EXPIRED'",
  },
  {
    of: 'pay',
    bug: 'paid seats do not count towards the limit',
    mutation: { sql: [['seats_paid = seats_paid + cardinality(sale.seats)', 'seats_paid = 0']] },
    killedBy: 'paid seats count towards the limit of four, refunded seats do not',
    seenAs: "expected 'done' to be 'SEAT_LIMIT'",
  },
];
