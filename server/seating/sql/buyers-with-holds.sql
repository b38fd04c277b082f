-- Finds the buyers of a performance whose lapsed holds no job has closed yet, in lock order.
-- Parameters: $1 performance id.
-- Returns {userId, concertId}.
SELECT user_id::text AS "userId", concert_id AS "concertId" FROM reservations
WHERE performance_id = $1::int AND status = 'HELD' AND held_until <= clock_timestamp()
ORDER BY user_id
