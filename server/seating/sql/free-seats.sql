-- Releases seats that this reservation still holds. Seats that another buyer took over do not
-- change.
-- $1 performance, $2 seat numbers, $3 reservation.
-- Returns the released numbers.
WITH locked AS MATERIALIZED (
  SELECT number, reservation_id, held_until FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), held AS MATERIALIZED (
  SELECT number FROM locked WHERE reservation_id = $3::int AND held_until IS NOT NULL
)
UPDATE seats SET reservation_id = NULL, held_until = NULL
WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM held))
RETURNING number
