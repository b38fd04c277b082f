-- The concert of a user's reservation.
-- $1 reservation, $2 user.
-- Returns {concertId}, or no row.
SELECT concert_id AS "concertId" FROM reservations WHERE id = $1::int AND user_id = $2::uuid
