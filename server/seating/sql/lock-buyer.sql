-- Locks and reads the buyer's row, or creates the row. Every transaction about one user's seats at
-- one concert locks this row first.
-- Always writes the row, so that a transaction that waited for the lock fails instead of using its
-- old snapshot.
-- Sets the row's seat limit to the concert's limit, but never below the number of seats that the
-- user already has.
-- Parameters: $1 user id, $2 concert id.
-- Returns {heldReservationId, seatsHeld, seatsPaid, seatLimit, endedEpoch, endedNumber, revision:
-- number of earlier locks}; no row if the concert does not exist.
INSERT INTO buyers (user_id, concert_id, seat_limit)
SELECT $1::uuid, id, max_seats FROM concerts WHERE id = $2::int
ON CONFLICT (user_id, concert_id) DO UPDATE
  SET revision = buyers.revision + 1,
      seat_limit = greatest(excluded.seat_limit, buyers.seats_held + buyers.seats_paid)
RETURNING held_reservation_id AS "heldReservationId", seats_held AS "seatsHeld",
          seats_paid AS "seatsPaid",
          (SELECT max_seats FROM concerts WHERE id = $2::int) AS "seatLimit",
          ended_epoch AS "endedEpoch", ended_number AS "endedNumber", revision
