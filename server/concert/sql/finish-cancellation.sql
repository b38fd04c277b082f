-- Ends the claim on a cancellation. The cancellation is finished if the performance has no sold seat
-- left.
-- Parameters: $1 performance id.
UPDATE cancellations SET claimed_until = NULL, finished_at = CASE WHEN NOT EXISTS (
  SELECT FROM seats
  WHERE performance_id = $1::int AND reservation_id IS NOT NULL AND held_until IS NULL)
  THEN clock_timestamp() END
WHERE performance_id = $1::int AND finished_at IS NULL
