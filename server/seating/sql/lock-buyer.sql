-- Locks the buyer's row, which every transaction about one person's seats at one concert takes first, and says what stands on it.
-- $1 user, $2 concert. Writes even when nothing changes: a transaction that waited here must not go on with an older snapshot.
-- The limit follows the concert's, but never below what the person already has.
-- Returns heldReservationId, seatsHeld, seatsPaid, seatLimit, endedEpoch, endedNumber, revision: how often it has been locked before.
INSERT INTO buyers (user_id, concert_id, seat_limit)
SELECT $1::uuid, id, max_seats FROM concerts WHERE id = $2::int
ON CONFLICT (user_id, concert_id) DO UPDATE
  SET revision = buyers.revision + 1, seat_limit = greatest(excluded.seat_limit, buyers.seats_held + buyers.seats_paid)
RETURNING held_reservation_id AS "heldReservationId", seats_held AS "seatsHeld", seats_paid AS "seatsPaid",
          (SELECT max_seats FROM concerts WHERE id = $2::int) AS "seatLimit", ended_epoch AS "endedEpoch", ended_number AS "endedNumber", revision
