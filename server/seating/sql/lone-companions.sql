-- Reads the companion seats that a reservation would have without their wheelchair seats.
-- Parameters: $1 performance id, $2 seat numbers of the reservation.
-- Returns {number}, ordered by number.
SELECT number FROM seats
WHERE performance_id = $1::int AND number = ANY ($2::smallint[])
  AND companion_of IS NOT NULL AND is_lone_companion(companion_of, $2::smallint[])
ORDER BY number
