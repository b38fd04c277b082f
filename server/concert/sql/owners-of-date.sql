-- Reads the owners of a date's live holds and paid seats.
-- Parameters: $1 performance id.
-- Returns {userId, reservations: ids in ascending order}, ordered by user.
SELECT owned.user_id::text AS "userId", array_agg(owned.id ORDER BY owned.id) AS reservations
FROM (
  SELECT DISTINCT reservation_id FROM seats
  WHERE performance_id = $1::int AND reservation_id IS NOT NULL
    AND (held_until IS NULL OR held_until > clock_timestamp())
) seat CROSS JOIN LATERAL (
  SELECT id, user_id FROM reservations WHERE id = seat.reservation_id LIMIT 1
) owned
GROUP BY owned.user_id ORDER BY 1
