-- Takes those of the asked seats that are free or already this reservation's. The rows are locked in number order, so that two
-- requests for the same seats cannot wait for each other; free is judged by the database's clock at that moment.
-- $1 performance, $2 seat numbers, $3 reservation, $4 held until. Returns a row {number, price} for each seat taken.
UPDATE seats SET reservation_id = $3::int, held_until = $4::timestamptz
FROM (SELECT performance_id, number FROM seats WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE) asked
WHERE seats.performance_id = asked.performance_id AND seats.number = asked.number
  AND blocked_reason IS NULL
  AND (reservation_id IS NULL OR held_until <= clock_timestamp() OR reservation_id = $3::int)
RETURNING seats.number, price_krw AS price
