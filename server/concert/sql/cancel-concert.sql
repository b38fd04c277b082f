-- Cancels a concert without a date that still takes place or has taken place, or in any case.
-- Changes nothing for a draft and for a cancelled concert. The caller must hold the concert's lock.
-- Parameters: $1 concert id, $2 true to cancel a concert that has such a date.
UPDATE concerts SET state = 'CANCELLED', ended_at = clock_timestamp()
WHERE id = $1::int AND state IN ('PUBLISHED', 'ENDED')
  AND ($2::boolean OR NOT EXISTS (
    SELECT FROM performances WHERE concert_id = $1::int AND cancelled_at IS NULL))
