-- Finds the seats that have a void ticket. A ticket keeps its seat for ever.
-- Parameters: $1 performance id, $2 seat numbers.
-- Returns {seat}.
SELECT DISTINCT seat_number AS seat FROM tickets
WHERE performance_id = $1::int AND voided_at IS NOT NULL AND seat_number = ANY ($2::smallint[])
