-- Sets a new end for the seats of a live hold.
-- Parameters: $1 performance id, $2 seat numbers, $3 reservation id, $4 new end.
-- Returns the numbers of the changed seats. If the result lacks a requested seat, the hold has
-- lapsed; the caller must then roll back.
WITH locked AS MATERIALIZED (
  SELECT number, reservation_id, held_until FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), live AS MATERIALIZED (
  SELECT number FROM locked WHERE reservation_id = $3::int AND held_until > clock_timestamp()
)
UPDATE seats SET held_until = $4::timestamptz
WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM live))
RETURNING number
