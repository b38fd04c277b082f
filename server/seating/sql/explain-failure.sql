-- Reads the requested seats, to explain a refusal.
-- Parameters: $1 performance id, $2 seat numbers.
-- Returns {number, blocked} for each seat that exists.
SELECT number, blocked_reason IS NOT NULL AS blocked FROM seats
WHERE performance_id = $1::int AND number = ANY ($2::smallint[])
