-- Takes the requested seats that are free or that the reservation already holds. Locks seats in
-- number order, so that two requests for the same seats cannot deadlock. The database's clock, read
-- after the locks, decides which seats are free.
-- Parameters: $1 performance id, $2 seat numbers, $3 reservation id, $4 end of the hold.
-- Returns {number, price} for each seat taken.
WITH locked AS MATERIALIZED (
  SELECT number, blocked_reason, reservation_id, held_until, kept, waited FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), free AS MATERIALIZED (
  SELECT number FROM locked WHERE blocked_reason IS NULL AND NOT kept
    AND (reservation_id IS NULL OR (held_until <= clock_timestamp() AND NOT waited)
         OR reservation_id = $3::int)
)
UPDATE seats SET reservation_id = $3::int, held_until = $4::timestamptz
WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM free))
RETURNING number, price_krw AS price
