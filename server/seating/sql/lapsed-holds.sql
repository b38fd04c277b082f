-- Finds lapsed holds that no job has closed yet, the oldest first.
-- Parameters: $1 maximum number of rows.
-- Returns {userId, concertId}.
SELECT user_id AS "userId", concert_id AS "concertId" FROM reservations
WHERE NOT swept AND status = 'HELD' AND held_until <= clock_timestamp() ORDER BY held_until LIMIT $1
