-- Locks and reads the buyer's row: the first lock of every transaction about one user's seats at
-- one concert. Creates it if needed. It always writes, because a transaction that waited here must
-- not continue with an older snapshot: its write then fails. The row's limit follows the concert's,
-- but never falls below the seats that the user already has.
-- $1 user, $2 concert.
-- Returns {heldReservationId, seatsHeld, seatsPaid, seatLimit, endedEpoch, endedNumber, revision:
-- earlier locks}; no row without such a concert.
INSERT INTO buyers (user_id, concert_id, seat_limit)
SELECT $1::uuid, id, max_seats FROM concerts WHERE id = $2::int
ON CONFLICT (user_id, concert_id) DO UPDATE
  SET revision = buyers.revision + 1, seat_limit = greatest(excluded.seat_limit, buyers.seats_held + buyers.seats_paid)
RETURNING held_reservation_id AS "heldReservationId", seats_held AS "seatsHeld", seats_paid AS "seatsPaid",
          (SELECT max_seats FROM concerts WHERE id = $2::int) AS "seatLimit", ended_epoch AS "endedEpoch", ended_number AS "endedNumber", revision
