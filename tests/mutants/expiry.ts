import { atReadCommitted, isFree, isLiveAndMine, ownLapses, type Mutant } from './mutant.ts';

export const expiryMutants: Mutant[] = [
  {
    of: 'expiry',
    bug: 'an extension does not check whether the sale is open',
    mutation: {
      sql: [["c.state = 'PUBLISHED' AND t.closes_at > clock_timestamp() AS open", 'true AS open']],
    },
    killedBy: 'an ended sale extends no hold',
    seenAs: "expected 'done' to be 'SALE_CLOSED'",
  },
  {
    of: 'expiry',
    bug: 'the seats of an expired hold stay taken until a sweeper runs',
    mutation: { sql: [[isFree, 'AND (reservation_id IS NULL)']] },
    killedBy: 'the seats of an expired hold are free at once',
    seenAs: "expected 'SEAT_TAKEN' to be 'done'",
  },
  {
    of: 'expiry',
    bug: 'a sweeper frees the seats of its list without checking their reservation',
    mutation: {
      sql: [
        [
          'WHERE reservation_id = $3::int AND held_until IS NOT NULL',
          'WHERE $3::int > 0 AND held_until IS NOT NULL',
        ],
      ],
    },
    killedBy: 'sweepers close expired holds, but no live hold and no seat that was taken over',
    seenAs: "expected 'available' to be 'mine'",
  },
  {
    of: 'expiry',
    bug: 'a sweeper treats live holds as expired',
    mutation: {
      sql: [
        [ownLapses, "WHEN status = 'HELD' THEN 'EXPIRED'"],
        [
          "WHERE NOT swept AND status = 'HELD' AND held_until <= clock_timestamp() ORDER BY",
          "WHERE status = 'HELD' ORDER BY",
        ],
      ],
    },
    killedBy: 'sweepers close expired holds, but no live hold and no seat that was taken over',
    seenAs: "expected 'available' to be 'mine'",
  },
  {
    of: 'expiry',
    bug: 'a hold expires only when a sweeper runs',
    mutation: { sql: [[ownLapses, "WHEN FALSE THEN 'EXPIRED'"]] },
    killedBy: 'an expired hold cannot be extended, but a new one can be started',
    seenAs: 'not to be',
  },
  {
    of: 'expiry',
    bug: 'an extension does not check whether the hold has expired',
    mutation: { sql: [[isLiveAndMine, 'WHERE reservation_id = $3::int']] },
    killedBy: 'an extension that reaches its seats after the hold has expired is refused',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'expiry',
    bug: 'at READ COMMITTED, an extension does not check the reservation of its seats',
    mutation: { ...atReadCommitted, sql: [[isLiveAndMine, 'WHERE $3::int > 0']] },
    killedBy: 'an extension that finds its seats held by another user leaves them there',
    seenAs: '{ done: 1 }',
  },
  {
    of: 'expiry',
    bug: 'the end of a place is not persisted',
    mutation: { skipped: { 'buyer.update': {} } },
    killedBy: 'the end of a place releases its hold, and the place cannot hold again',
    seenAs: "expected 'done' to be 'QUEUE_TOKEN_EXPIRED'",
  },
  {
    of: 'expiry',
    bug: 'a hold closed with its place stays HELD, with free seats: only the constraint notices',
    mutation: {
      sql: [
        [
          'status = $1::"ReservationStatus", closed_at = clock_timestamp() WHERE',
          'status = coalesce(status, $1::"ReservationStatus") WHERE',
        ],
      ],
    },
    killedBy: 'the end of a place releases its hold, and the place cannot hold again',
    seenAs: "is HELD, and its buyer's row says otherwise", // reservations_held_is_pointed_at
  },
];
