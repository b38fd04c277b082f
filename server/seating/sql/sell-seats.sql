-- Makes the seats of a live hold sold: owned, with no end. $1 performance, $2 seat numbers, $3 reservation.
-- Returns the numbers; fewer than asked means that the hold has lapsed, and the caller rolls back.
UPDATE seats SET held_until = NULL
FROM (SELECT performance_id, number FROM seats WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE) asked
WHERE seats.performance_id = asked.performance_id AND seats.number = asked.number
  AND reservation_id = $3::int AND held_until > clock_timestamp()
RETURNING seats.number
