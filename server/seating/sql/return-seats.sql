-- Makes sold seats of a paid or cancelled reservation free again.
-- Parameters: $1 performance id, $2 seat numbers, $3 reservation id.
-- Returns the numbers of the freed seats.
WITH locked AS MATERIALIZED (
  SELECT number, reservation_id, held_until FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), sold AS MATERIALIZED (
  SELECT number FROM locked WHERE reservation_id = $3::int AND held_until IS NULL
)
UPDATE seats SET reservation_id = NULL
WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM sold))
RETURNING number
