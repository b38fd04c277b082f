import { atReadCommitted, isFree, isLiveAndMine, ownLapses, type Mutant } from './mutant.ts';

export const expiryMutants: Mutant[] = [
  {
    of: 'expiry',
    bug: 'the seats of a lapsed hold stay taken until a sweeper comes',
    mutation: { sql: [[isFree, 'AND (reservation_id IS NULL)']] },
    killedBy: 'a lapsed hold is free for others at once',
    seenAs: "expected 'SEAT_TAKEN' to be 'done'",
  },
  {
    of: 'expiry',
    bug: 'a sweeper frees the seats of its list, whoever has them now',
    mutation: {
      sql: [
        [
          'WHERE reservation_id = $3::int AND held_until IS NOT NULL',
          'WHERE $3::int > 0 AND held_until IS NOT NULL',
        ],
      ],
    },
    killedBy: 'sweepers close what has lapsed, and nothing that lives or has been taken over',
    seenAs: "expected 'available' to be 'mine'",
  },
  {
    of: 'expiry',
    bug: 'a sweeper takes live holds for lapsed ones',
    mutation: {
      sql: [
        [ownLapses, "WHEN status = 'HELD' THEN 'EXPIRED'"],
        [
          "WHERE NOT swept AND status = 'HELD' AND held_until <= clock_timestamp() ORDER BY",
          "WHERE status = 'HELD' ORDER BY",
        ],
      ],
    },
    killedBy: 'sweepers close what has lapsed, and nothing that lives or has been taken over',
    seenAs: "expected 'available' to be 'mine'",
  },
  {
    of: 'expiry',
    bug: 'a hold lapses only once a sweeper has come',
    mutation: { sql: [[ownLapses, "WHEN FALSE THEN 'EXPIRED'"]] },
    killedBy: 'whose hold has lapsed holds anew, and not what is over',
    seenAs: 'not to be',
  },
  {
    of: 'expiry',
    bug: 'an extension does not look whether the hold has ended by now',
    mutation: { sql: [[isLiveAndMine, 'WHERE reservation_id = $3::int']] },
    killedBy: 'an extension that reaches its seats when the hold is over comes too late',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'expiry',
    bug: 'at READ COMMITTED, an extension does not look whose the seats are now',
    mutation: { ...atReadCommitted, sql: [[isLiveAndMine, 'WHERE $3::int > 0']] },
    killedBy: 'an extension that reaches its seats when somebody else has them leaves them there',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'expiry',
    bug: 'the end of a place is not written down',
    mutation: { skipped: { 'buyer.update': {} } },
    killedBy: 'the end of a place frees what was held under it, and nothing is held under it again',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'expiry',
    bug: 'a hold that is closed with its place stays HELD, with free seats: only the constraint stands between',
    mutation: {
      sql: [
        [
          'SET status = $1::"ReservationStatus", closed_at = clock_timestamp() WHERE',
          'SET status = coalesce(status, $1::"ReservationStatus") WHERE',
        ],
      ],
    },
    killedBy: 'the end of a place frees what was held under it, and nothing is held under it again',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
];
