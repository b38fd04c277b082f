-- Sets the end of a live hold's seats.
-- $1 performance, $2 seat numbers, $3 reservation, $4 the end.
-- Returns the numbers. Fewer than requested means that the hold lapsed; the caller must then roll
-- back.
WITH locked AS MATERIALIZED (
  SELECT number, reservation_id, held_until FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), live AS MATERIALIZED (
  SELECT number FROM locked WHERE reservation_id = $3::int AND held_until > clock_timestamp()
)
UPDATE seats SET held_until = $4::timestamptz
WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM live))
RETURNING number
