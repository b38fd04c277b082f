-- Takes the requested seats that are free or already this reservation's. Seats are locked in number
-- order, so that two requests for the same seats cannot deadlock. After the locks the database's
-- clock decides which seats are free.
-- $1 performance, $2 seat numbers, $3 reservation, $4 the hold's end.
-- Returns {number, price} for each seat taken.
WITH locked AS MATERIALIZED (
  SELECT number, blocked_reason, reservation_id, held_until FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), free AS MATERIALIZED (
  SELECT number FROM locked WHERE blocked_reason IS NULL AND (reservation_id IS NULL OR held_until <= clock_timestamp() OR reservation_id = $3::int)
)
UPDATE seats SET reservation_id = $3::int, held_until = $4::timestamptz
WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM free))
RETURNING number, price_krw AS price
