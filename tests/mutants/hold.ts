import { atReadCommitted, freeWhen, lockOff, type Mutant } from './mutant.ts';

export const holdMutants: Mutant[] = [
  {
    of: 'hold',
    bug: 'a hold takes seats without looking whether they are free',
    mutation: { sql: freeWhen('TRUE') },
    killedBy: 'a seat that somebody holds or has bought is nobody else’s',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a hold takes seats over from a live hold',
    mutation: { sql: freeWhen('reservation_id IS NULL OR held_until IS NOT NULL') },
    killedBy: 'a seat that somebody holds or has bought is nobody else’s',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a sold seat, which has no end, counts as lapsed',
    mutation: {
      sql: freeWhen('reservation_id IS NULL OR held_until <= clock_timestamp() IS NOT FALSE'),
    },
    killedBy: 'a seat that somebody holds or has bought is nobody else’s',
    seenAs: "expected 'done' to be 'SEAT_TAKEN'",
  },
  {
    of: 'hold',
    bug: 'a hold takes seats that are not for sale',
    mutation: {
      sql: [
        ['WHERE blocked_reason IS NOT NULL', 'WHERE FALSE'],
        ['WHERE blocked_reason IS NULL AND', 'WHERE'],
      ],
    },
    killedBy: 'a blocked seat is refused as what it is',
    seenAs: 'seats_blocked_unowned',
  },
  {
    of: 'hold',
    bug: 'no lock on the buyer, at READ COMMITTED: each request counts the seats that were there before all of them',
    mutation: { ...atReadCommitted, sql: lockOff },
    killedBy: 'one person has at most four seats, however many requests come at once',
    seenAs: '{ done: 5 }',
  },
  {
    of: 'hold',
    bug: 'no lock on the buyer, at READ COMMITTED: neither hold sees the other',
    mutation: { ...atReadCommitted, sql: lockOff },
    killedBy: 'of one person’s holds on two shows at once, one lives',
    seenAs: 'and the reservations say otherwise', // buyers_pointed_at_is_held
  },
  {
    of: 'hold',
    bug: 'a hold is not written down at its buyer',
    mutation: {
      sql: [
        [
          'SET held_reservation_id = held.id, seats_held = cardinality(held.seats)',
          'SET revision = buyers.revision',
        ],
      ],
    },
    killedBy: 'of one person’s holds on two shows at once, one lives',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
  {
    of: 'hold',
    bug: 'at READ COMMITTED, what was seen before the buyer’s lock is believed after it',
    mutation: {
      ...atReadCommitted,
      sql: [
        ['SET revision = buyers.revision + 1,', 'SET revision = buyers.revision,'],
        [
          'ended_number AS "endedNumber", revision',
          'ended_number AS "endedNumber", revision + 1 AS revision',
        ],
      ],
    },
    killedBy: 'one person has at most four seats, however many requests come at once',
    seenAs: '{ done: 5 }',
  },
  {
    of: 'hold',
    bug: 'a released seat keeps its owner',
    mutation: {
      sql: [
        [
          'UPDATE seats SET reservation_id = NULL, held_until = NULL',
          'UPDATE seats SET held_until = held_until',
        ],
      ],
    },
    killedBy: 'a released seat is free, and what is kept stays',
    seenAs: "expected 'mine' to be 'available'",
  },
];
