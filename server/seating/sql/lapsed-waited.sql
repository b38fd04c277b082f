-- Finds lapsed holds of waited seats that no job has closed yet, the oldest first.
-- Parameters: $1 maximum number of rows.
-- Returns {userId, concertId}.
SELECT user_id AS "userId", concert_id AS "concertId" FROM reservations r
WHERE NOT swept AND status = 'HELD' AND held_until <= clock_timestamp() AND EXISTS (
  SELECT FROM seats s
  WHERE s.performance_id = r.performance_id AND s.number = ANY (r.seats)
    AND s.reservation_id = r.id AND s.waited)
ORDER BY held_until LIMIT $1
