import {
  atReadCommitted,
  isLiveAndPayers,
  lockOff,
  ownLapses,
  type Mutant,
  replyNotStored,
} from './mutant.ts';

export const payMutants: Mutant[] = [
  {
    of: 'pay',
    bug: 'seats are sold although their hold has expired',
    mutation: {
      sql: [[isLiveAndPayers, 'WHERE reservation_id = $1::int AND held_until IS NOT NULL']],
    },
    killedBy: 'a payment that reaches its seats after the hold has expired costs nothing',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'the expiry of a hold is checked before its seats are locked',
    mutation: {
      sql: [
        [isLiveAndPayers, "WHERE reservation_id = $1::int AND (SELECT status FROM held) = 'HELD'"],
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
        [isLiveAndPayers, 'WHERE reservation_id = $1::int AND held_until > now()'],
      ],
    },
    killedBy: 'a payment that waited for the buyer lock is checked against the time after the wait',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'without the buyer lock, at READ COMMITTED, both payments find the reservation unpaid',
    mutation: { ...atReadCommitted, sql: lockOff },
    killedBy:
      'two concurrent payments with different keys pay once, and the other is refused as already paid',
    seenAs: 'HOLD_EXPIRED: 1',
  },
  {
    of: 'pay',
    bug: 'the same, and seats are sold again: only a unique index notices',
    mutation: {
      ...atReadCommitted,
      sql: [...lockOff, [isLiveAndPayers, 'WHERE reservation_id = $1::int']],
    },
    killedBy:
      'two concurrent payments with different keys pay once, and the other is refused as already paid',
    seenAs: 'payments_reservation_id_key',
  },
  {
    of: 'pay',
    bug: 'a debit does not check the balance',
    mutation: { sql: [['AND balance_krw >= sale.amount', '']] },
    killedBy: 'a payment without enough money is refused and changes nothing',
    seenAs: 'accounts_balance_not_negative',
  },
  {
    of: 'pay',
    bug: 'at READ COMMITTED, a debit reads the balance, then checks and writes the value it read',
    mutation: {
      ...atReadCommitted,
      sql: [
        [
          'UPDATE accounts SET balance_krw = balance_krw - sale.amount FROM sale WHERE user_id = $2::uuid AND balance_krw >= sale.amount',
          'UPDATE accounts SET balance_krw = read.balance - sale.amount FROM sale, (SELECT balance_krw AS balance FROM accounts WHERE user_id = $2::uuid) read WHERE user_id = $2::uuid AND read.balance >= sale.amount',
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
          'ended_epoch = coalesce(turn.spends_epoch, $4::int), ended_number = coalesce(turn.spends_number, $5::bigint)',
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
      sql: [["UPDATE reservations SET status = 'PAID'", 'UPDATE reservations SET status = status']],
    },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
  {
    of: 'pay',
    bug: 'a payment issues no tickets',
    mutation: {
      sql: [['FROM payment, sold ORDER BY sold.number', 'FROM payment, sold WHERE FALSE']],
    },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: 'expected [] to have a length of 1',
  },
  {
    of: 'pay',
    bug: 'the reply is not stored with its key',
    mutation: { sql: [replyNotStored] },
    killedBy: 'a payment has one answer, and revokes its place',
    seenAs: 'ALREADY_PAID',
  },
  {
    of: 'pay',
    bug: 'a payment writes no outbox message for the queue',
    mutation: {
      sql: [
        ["'number', $5::bigint) FROM payment", "'number', $5::bigint) FROM payment WHERE FALSE"],
      ],
    },
    killedBy: 'a paid place leaves the queue',
    seenAs: "state: 'ACTIVE'",
  },
  {
    of: 'pay',
    bug: 'paid seats do not count towards the limit',
    mutation: { sql: [['seats_paid = seats_paid + cardinality(sale.seats)', 'seats_paid = 0']] },
    killedBy: 'paid seats count towards the limit of four, refunded seats do not',
    seenAs: "expected 'done' to be 'SEAT_LIMIT'",
  },
];
