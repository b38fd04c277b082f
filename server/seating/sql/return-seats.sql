-- Gives sold seats back after a cancellation. $1 performance, $2 seat numbers, $3 reservation. Returns the numbers.
UPDATE seats SET reservation_id = NULL
FROM (SELECT performance_id, number FROM seats WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE) asked
WHERE seats.performance_id = asked.performance_id AND seats.number = asked.number
  AND reservation_id = $3::int AND held_until IS NULL
RETURNING seats.number
