import { atReadCommitted, freeWhen, holdLockOff, lockOff, type Mutant } from './mutant.ts';

export const holdMutants: Mutant[] = [
  {
    of: 'hold',
    bug: 'a hold does not check whether its seats are free',
    mutation: { sql: freeWhen('TRUE') },
    killedBy: 'a held or sold seat cannot be held by another user',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a hold takes the seats of a live hold',
    mutation: { sql: freeWhen('reservation_id IS NULL OR held_until IS NOT NULL') },
    killedBy: 'a held or sold seat cannot be held by another user',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a sold seat, which has no expiry, counts as expired',
    mutation: {
      sql: freeWhen('reservation_id IS NULL OR held_until <= clock_timestamp() IS NOT FALSE'),
    },
    killedBy: 'a held or sold seat cannot be held by another user',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a hold takes blocked seats',
    mutation: {
      sql: [
        ['WHERE blocked_reason IS NOT NULL', 'WHERE FALSE'],
        ['WHERE blocked_reason IS NULL AND NOT kept AND', 'WHERE NOT kept AND'],
      ],
    },
    killedBy: 'a blocked seat is refused as blocked',
    seenAs: 'seats_blocked_unowned',
  },
  {
    of: 'hold',
    bug: 'a hold takes a companion seat without its wheelchair seat',
    mutation: {
      sql: [['WHERE n <> ALL (ARRAY(SELECT n FROM lone)) GROUP BY n', 'GROUP BY n']],
    },
    killedBy: 'a companion seat is neither held nor kept without its wheelchair seat',
    seenAs: "expected 'done' to be 'COMPANION'",
  },
  {
    of: 'hold',
    bug: 'a release keeps a companion seat without its wheelchair seat',
    mutation: {
      sql: [['AND is_lone_companion(companion_of, $2::smallint[])', 'AND FALSE']],
    },
    killedBy: 'a companion seat is neither held nor kept without its wheelchair seat',
    seenAs: "expected 'done' to be 'COMPANION'",
  },
  {
    of: 'hold',
    bug: 'without the buyer lock, at READ COMMITTED, each request counts only the seats from before all of them',
    mutation: { ...atReadCommitted, sql: lockOff },
    killedBy: 'a user has at most four seats under any number of concurrent requests',
    seenAs: '{ done: 5 }',
  },
  {
    of: 'hold',
    bug: 'without the buyer lock, at READ COMMITTED, neither hold sees the other',
    mutation: { ...atReadCommitted, sql: [holdLockOff, ...lockOff] },
    killedBy: 'of a user’s concurrent holds at two performances, one survives',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
  {
    of: 'hold',
    bug: 'a hold is not recorded in the buyer row',
    mutation: {
      sql: [
        [
          'SET held_reservation_id = held.id, seats_held = cardinality(held.seats)',
          'SET seats_held = buyers.seats_held',
        ],
      ],
    },
    killedBy: 'of a user’s concurrent holds at two performances, one survives',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
  {
    of: 'hold',
    bug: 'the precheck is reused although the buyer row was locked in between',
    mutation: {
      sql: [['WHERE buyer.revision IS NOT DISTINCT FROM asked.revision', 'WHERE TRUE']],
    },
    killedBy: 'a hold whose place ends between its precheck and its write is refused',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'hold',
    bug: 'a hold that lost a seat takes the others',
    mutation: {
      sql: [
        [
          'HAVING count(*) = (SELECT count(*) FROM unnest($9::int[]) AS of_request (n) WHERE of_request.n = free.n)',
          '',
        ],
      ],
    },
    killedBy: 'a hold that loses one of its seats after its precheck takes none',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'without the seat locks, at READ COMMITTED, both holds find the seat free',
    mutation: {
      ...atReadCommitted,
      sql: [['AND s.number = wanted.number FOR UPDATE', 'AND s.number = wanted.number']],
    },
    killedBy: 'of two users who hold one free seat at once, one gets it',
    seenAs: '{ done: 2 }',
  },
  {
    of: 'hold',
    bug: 'the write of a hold does not check whether the sale is open',
    mutation: { sql: [['WHERE sale.closes > begun.at', '']] },
    killedBy: 'a hold that waits past the closing of the sale is refused',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'hold',
    bug: 'a hold of a group gets the answer of another',
    mutation: { sql: [['seat ORDER BY asked.n', 'seat ORDER BY asked.n DESC']] },
    killedBy: 'each command of a group gets its own answer',
    seenAs: 'expected [ [ 2 ], [ 1 ] ] to deeply equal',
  },
  {
    of: 'hold',
    bug: 'a released seat keeps its reservation',
    mutation: {
      sql: [
        [
          'UPDATE seats SET reservation_id = NULL, held_until = NULL',
          'UPDATE seats SET held_until = held_until',
        ],
      ],
    },
    killedBy: 'a released seat is free, and the rest of the hold stays',
    seenAs: "expected 'mine' to be 'available'",
  },
];
