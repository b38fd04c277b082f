-- Reads the concert of a user's reservation.
-- Parameters: $1 reservation id, $2 user id.
-- Returns {concertId}; no row if the user has no such reservation.
SELECT concert_id AS "concertId" FROM reservations WHERE id = $1::int AND user_id = $2::uuid
