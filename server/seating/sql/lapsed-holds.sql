-- Lapsed holds that are not closed yet, the oldest first.
-- $1 at most so many.
-- Returns {userId, concertId}.
SELECT user_id AS "userId", concert_id AS "concertId" FROM reservations
WHERE NOT swept AND status = 'HELD' AND held_until <= clock_timestamp() ORDER BY held_until LIMIT $1
