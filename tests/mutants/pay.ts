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
    bug: 'seats are sold whenever their hold ended',
    mutation: {
      sql: [[isLiveAndPayers, 'WHERE reservation_id = $1::int AND held_until IS NOT NULL']],
    },
    killedBy: 'a payment that reaches its seats when the hold is over costs nothing',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'the end of a hold is judged before its seats are locked',
    mutation: {
      sql: [
        [isLiveAndPayers, "WHERE reservation_id = $1::int AND (SELECT status FROM held) = 'HELD'"],
      ],
    },
    killedBy: 'a payment that reaches its seats when the hold is over costs nothing',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'the end of a hold is judged by when the transaction began',
    mutation: {
      sql: [
        [ownLapses, "WHEN status = 'HELD' AND held_until <= now() THEN 'EXPIRED'"],
        [isLiveAndPayers, 'WHERE reservation_id = $1::int AND held_until > now()'],
      ],
    },
    killedBy: 'a payment that waited for its turn at the buyer is judged by the clock after it',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'no lock on the buyer, at READ COMMITTED: both payments find the reservation unpaid',
    mutation: { ...atReadCommitted, sql: lockOff },
    killedBy: 'two payments at once with two keys pay once, and the other is told so',
    seenAs: 'HOLD_EXPIRED: 1',
  },
  {
    of: 'pay',
    bug: 'the same, and seats are sold again: only a unique index stands between',
    mutation: {
      ...atReadCommitted,
      sql: [...lockOff, [isLiveAndPayers, 'WHERE reservation_id = $1::int']],
    },
    killedBy: 'two payments at once with two keys pay once, and the other is told so',
    seenAs: 'payments_reservation_id_key',
  },
  {
    of: 'pay',
    bug: 'a debit does not look at the balance',
    mutation: { sql: [['AND balance_krw >= sale.amount', '']] },
    killedBy: 'too little money is refused, and nothing has changed',
    seenAs: 'accounts_balance_not_negative',
  },
  {
    of: 'pay',
    bug: 'at READ COMMITTED, a debit reads the balance, and then looks at what it has read and writes it',
    mutation: {
      ...atReadCommitted,
      sql: [
        [
          'UPDATE accounts SET balance_krw = balance_krw - sale.amount FROM sale WHERE user_id = $2::uuid AND balance_krw >= sale.amount',
          'UPDATE accounts SET balance_krw = read.balance - sale.amount FROM sale, (SELECT balance_krw AS balance FROM accounts WHERE user_id = $2::uuid) read WHERE user_id = $2::uuid AND read.balance >= sale.amount',
        ],
      ],
    },
    killedBy: 'two reservations paid at once from a wallet with enough for one: one is paid',
    seenAs: '{ done: 2 }',
  },
  {
    of: 'pay',
    bug: 'a paid place is not used up',
    mutation: {
      sql: [
        [
          'ended_epoch = coalesce(turn.spends_epoch, $4::int), ended_number = coalesce(turn.spends_number, $5::bigint)',
          'ended_epoch = 0, ended_number = 0',
        ],
      ],
    },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'pay',
    bug: 'a paid reservation stays HELD',
    mutation: {
      sql: [["UPDATE reservations SET status = 'PAID'", 'UPDATE reservations SET status = status']],
    },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
  {
    of: 'pay',
    bug: 'a payment makes no tickets',
    mutation: {
      sql: [['FROM payment, sold ORDER BY sold.number', 'FROM payment, sold WHERE FALSE']],
    },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: 'expected [] to have a length of 1',
  },
  {
    of: 'pay',
    bug: 'the reply is not kept with its key',
    mutation: { sql: [replyNotStored] },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: 'ALREADY_PAID',
  },
  {
    of: 'pay',
    bug: 'a payment promises nothing to the line',
    mutation: {
      sql: [
        ["'number', $5::bigint) FROM payment", "'number', $5::bigint) FROM payment WHERE FALSE"],
      ],
    },
    killedBy: 'a paid place leaves the line',
    seenAs: "state: 'ACTIVE'",
  },
  {
    of: 'pay',
    bug: 'bought seats do not count towards the limit',
    mutation: { sql: [['seats_paid = seats_paid + cardinality(sale.seats)', 'seats_paid = 0']] },
    killedBy: 'what has been bought counts towards the four, and what was given back does not',
    seenAs: "expected 'done' to be 'SEAT_LIMIT'",
  },
];
