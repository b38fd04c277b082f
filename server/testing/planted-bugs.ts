import type { Guarantee } from './guarantees.ts';
import type { Bug } from './sabotage.ts';

export interface PlantedBug {
  of: 'hold' | 'pay' | 'charge' | 'refund' | 'expiry';
  bug: string;
  planted: Bug;
  killedBy: Guarantee;
  /** What shows it, in the scene or in what the database refuses. */
  seenAs: string;
}

/** Entering looks at the buyer's row without a lock on it. */
const lockOff: [string, string][] = [
  [
    'INSERT INTO buyers (user_id, concert_id, seat_limit) SELECT $1::uuid, id, max_seats FROM concerts WHERE id = $2::int ON CONFLICT (user_id, concert_id) DO UPDATE SET revision = buyers.revision + 1, seat_limit = greatest(excluded.seat_limit, buyers.seats_held + buyers.seats_paid) RETURNING',
    'SELECT',
  ],
  [
    'ended_number AS "endedNumber"',
    'ended_number AS "endedNumber" FROM buyers WHERE user_id = $1::uuid AND concert_id = $2::int',
  ],
];
const isFree = 'AND (reservation_id IS NULL OR held_until <= clock_timestamp() OR reservation_id = $3::int)';
const isLiveAndMine = 'AND reservation_id = $3::int AND held_until > clock_timestamp() RETURNING';
const ownLapses = "WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'";
const atReadCommitted = { isolation: 'ReadCommitted' } as const;

export const plantedBugs: PlantedBug[] = [
  {
    of: 'hold',
    bug: 'a hold takes seats without looking whether they are free',
    planted: { sql: [[isFree, '']] },
    killedBy: 'a seat that somebody holds or has bought is nobody else’s',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a hold takes seats over from a live hold',
    planted: { sql: [[isFree, 'AND (reservation_id IS NULL OR held_until IS NOT NULL)']] },
    killedBy: 'a seat that somebody holds or has bought is nobody else’s',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a sold seat, which has no end, counts as lapsed',
    planted: { sql: [[isFree, 'AND (reservation_id IS NULL OR held_until <= clock_timestamp() IS NOT FALSE)']] },
    killedBy: 'a seat that somebody holds or has bought is nobody else’s',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a hold takes seats that are not for sale',
    planted: { sql: [['AND blocked_reason IS NULL', '']] },
    killedBy: 'a blocked seat is refused as what it is',
    seenAs: 'seats_blocked_unowned',
  },
  {
    of: 'hold',
    bug: 'no lock on the buyer, at READ COMMITTED: each request counts the seats that were there before all of them',
    planted: { ...atReadCommitted, sql: lockOff },
    killedBy: 'one person has at most four seats, however many requests come at once',
    seenAs: '{ done: 5 }',
  },
  {
    of: 'hold',
    bug: 'a released seat keeps its owner',
    planted: { sql: [['UPDATE seats SET reservation_id = NULL, held_until = NULL', 'UPDATE seats SET held_until = held_until']] },
    killedBy: 'a released seat is free, and what is kept stays',
    seenAs: "expected 'mine' to be 'available'",
  },
  {
    of: 'pay',
    bug: 'seats are sold whenever their hold ended',
    planted: { sql: [[isLiveAndMine, 'AND reservation_id = $3::int AND held_until IS NOT NULL RETURNING']] },
    killedBy: 'a payment that reaches its seats when the hold is over costs nothing',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'the end of a hold is judged by when the transaction began',
    planted: {
      sql: [
        [ownLapses, "WHEN status = 'HELD' AND held_until <= now() THEN 'EXPIRED'"],
        [isLiveAndMine, 'AND reservation_id = $3::int AND held_until > now() RETURNING'],
      ],
    },
    killedBy: 'a payment that waited for its turn at the buyer is judged by the clock after it',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'pay',
    bug: 'no lock on the buyer, at READ COMMITTED: both payments find the reservation unpaid',
    planted: { ...atReadCommitted, sql: lockOff },
    killedBy: 'two payments at once with two keys pay once, and the other is told so',
    seenAs: 'HOLD_EXPIRED: 1, done: 1',
  },
  {
    of: 'pay',
    bug: 'the same, and seats are sold again: only a unique index stands between',
    planted: { ...atReadCommitted, sql: [...lockOff, [isLiveAndMine, 'AND reservation_id = $3::int RETURNING']] },
    killedBy: 'two payments at once with two keys pay once, and the other is told so',
    seenAs: 'payments_reservation_id_key',
  },
  {
    of: 'pay',
    bug: 'a debit does not look at the balance',
    planted: { sql: [['AND balance_krw >= $3', 'AND $3::bigint > 0']] },
    killedBy: 'too little money is refused, and nothing has changed',
    seenAs: 'accounts_balance_not_negative',
  },
  {
    of: 'pay',
    bug: 'at READ COMMITTED, a debit reads the balance, and then looks at what it has read and writes it',
    planted: {
      ...atReadCommitted,
      sql: [
        ['UPDATE accounts SET balance_krw = balance_krw - $1', 'UPDATE accounts SET balance_krw = read.balance - $1'],
        [
          'WHERE user_id = $2::uuid AND balance_krw >= $3',
          'FROM (SELECT balance_krw AS balance FROM accounts WHERE user_id = $2::uuid) read WHERE user_id = $2::uuid AND read.balance >= $3',
        ],
      ],
    },
    killedBy: 'two reservations paid at once from a wallet with enough for one: one is paid',
    seenAs: '{ done: 2 }',
  },
  {
    of: 'pay',
    bug: 'a paid place is not used up',
    planted: { sql: [['ended_epoch = $2, ended_number = $3', 'ended_epoch = 0 * $2::int, ended_number = 0 * $3::bigint']] },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'pay',
    bug: 'a paid reservation stays HELD',
    planted: { sql: [["UPDATE reservations SET status = 'PAID'", 'UPDATE reservations SET status = status']] },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: "expected 'QUEUE_TOKEN_EXPIRED' to be 'ALREADY_PAID'",
  },
  {
    of: 'pay',
    bug: 'a payment makes no tickets',
    planted: { skipped: { 'ticket.createManyAndReturn': [] } },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: 'expected [] to have a length of 1',
  },
  {
    of: 'pay',
    bug: 'the reply is not kept with its key',
    planted: { skipped: { 'idempotencyKey.create': {} } },
    killedBy: 'a payment is answered once, and its place is used up',
    seenAs: 'ALREADY_PAID',
  },
  {
    of: 'pay',
    bug: 'a payment promises nothing to the line',
    planted: { skipped: { 'outboxMessage.create': {} } },
    killedBy: 'a paid place leaves the line',
    seenAs: "state: 'ACTIVE'",
  },
  {
    of: 'pay',
    bug: 'bought seats do not count towards the limit',
    planted: { sql: [['seats_paid = seats_paid + $1::smallint', 'seats_paid = 0 * $1::smallint']] },
    killedBy: 'what has been bought counts towards the four, and what was given back does not',
    seenAs: "expected 'done' to be 'SEAT_LIMIT'",
  },
  {
    of: 'charge',
    bug: 'the reply is not kept with its key',
    planted: { skipped: { 'idempotencyKey.create': {} } },
    killedBy: 'the same charge again charges once, whether later or at once',
    seenAs: '{ balance: 4000 }',
  },
  {
    of: 'charge',
    bug: 'nobody looks for the reply of before',
    planted: { skipped: { 'idempotencyKey.findUnique': null } },
    killedBy: 'the same charge again charges once, whether later or at once',
    seenAs: 'TRY_AGAIN: 2',
  },
  {
    of: 'charge',
    bug: 'at READ COMMITTED, the balance is read and then written',
    planted: {
      ...atReadCommitted,
      sql: [
        [
          'UPDATE accounts SET balance_krw = balance_krw + $1::bigint WHERE',
          'UPDATE accounts SET balance_krw = (SELECT balance_krw FROM accounts WHERE user_id = $2::uuid) + $1::bigint WHERE',
        ],
      ],
    },
    killedBy: 'charges at once lose no won, and history adds up',
    seenAs: 'expected 1000 to be 4000',
  },
  {
    of: 'charge',
    bug: 'an entry says what was moved as what there is after it',
    planted: {
      sql: [["WHEN accounts.kind = 'PERSON' THEN $5::bigint", "WHEN accounts.kind = 'PERSON' THEN $4::bigint + 0 * $5::bigint"]],
    },
    killedBy: 'charges at once lose no won, and history adds up',
    seenAs: 'the audit reports balance-chain',
  },
  {
    of: 'charge',
    bug: 'the house gains what the person gains',
    planted: { sql: [['ELSE -$4::bigint', 'ELSE $4::bigint']] },
    killedBy: 'charges at once lose no won, and history adds up',
    seenAs: 'must sum to zero',
  },
  {
    of: 'charge',
    bug: 'a charge does not look at the limit of a wallet',
    planted: { sql: [['AND balance_krw + $3::bigint <= $4::bigint', 'AND $3::bigint <= $4::bigint']] },
    killedBy: 'a wallet holds 100,000,000 won at most',
    seenAs: "expected 'done' to be 'WALLET_LIMIT'",
  },
  {
    of: 'refund',
    bug: 'seats that were given back stay sold',
    planted: { sql: [['AND held_until IS NULL RETURNING', 'AND FALSE RETURNING']] },
    killedBy: 'cancelling frees the seats and voids the tickets: somebody else buys them',
    seenAs: 'SEAT_TAKEN',
  },
  {
    of: 'refund',
    bug: 'the tickets of a cancelled reservation stay valid',
    planted: { skipped: { 'ticket.updateMany': { count: 1 } } },
    killedBy: 'cancelling frees the seats and voids the tickets: somebody else buys them',
    seenAs: 'tickets_one_valid_per_seat',
  },
  {
    of: 'refund',
    bug: 'given back seats count towards the limit',
    planted: { sql: [['seats_paid = seats_paid - $1::smallint', 'seats_paid = seats_paid + 0 * $1::smallint']] },
    killedBy: 'what has been bought counts towards the four, and what was given back does not',
    seenAs: "expected 'SEAT_LIMIT' to be 'done'",
  },
  {
    of: 'refund',
    bug: 'nobody looks whether it has been given back: only a unique index stands between',
    planted: {
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
    planted: { skipped: { 'auditEntry.create': {} } },
    killedBy: 'an administrator’s refund stands in the audit log',
    seenAs: 'expected +0 to be 1',
  },
  {
    of: 'expiry',
    bug: 'the seats of a lapsed hold stay taken until a sweeper comes',
    planted: { sql: [[isFree, 'AND (reservation_id IS NULL OR reservation_id = $3::int)']] },
    killedBy: 'a lapsed hold is free for others at once',
    seenAs: "expected 'SEAT_TAKEN' to be 'done'",
  },
  {
    of: 'expiry',
    bug: 'a sweeper frees the seats of its list, whoever has them now',
    planted: { sql: [['AND reservation_id = $3::int AND held_until IS NOT NULL', 'AND $3::int > 0 AND held_until IS NOT NULL']] },
    killedBy: 'sweepers close what has lapsed, and nothing that lives or has been taken over',
    seenAs: "expected 'available' to be 'mine'",
  },
  {
    of: 'expiry',
    bug: 'a sweeper takes live holds for lapsed ones',
    planted: {
      sql: [
        [ownLapses, "WHEN status = 'HELD' THEN 'EXPIRED'"],
        ["WHERE status = 'HELD' AND held_until <= clock_timestamp() ORDER BY", "WHERE status = 'HELD' ORDER BY"],
      ],
    },
    killedBy: 'sweepers close what has lapsed, and nothing that lives or has been taken over',
    seenAs: "expected 'available' to be 'mine'",
  },
  {
    of: 'expiry',
    bug: 'a hold lapses only once a sweeper has come',
    planted: { sql: [[ownLapses, "WHEN FALSE THEN 'EXPIRED'"]] },
    killedBy: 'whose hold has lapsed holds anew, and not what is over',
    seenAs: 'not to be',
  },
  {
    of: 'expiry',
    bug: 'at READ COMMITTED, an extension does not look whose the seats are now',
    planted: { ...atReadCommitted, sql: [[isLiveAndMine, 'AND $3::int > 0 RETURNING']] },
    killedBy: 'an extension that reaches its seats when somebody else has them leaves them there',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'expiry',
    bug: 'the end of a place is not written down',
    planted: { skipped: { 'buyer.update': {} } },
    killedBy: 'the end of a place frees what was held under it, and nothing is held under it again',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
];
